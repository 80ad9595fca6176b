package dev.kanishk.benchmarks.peers.matching.challenge;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slow and obvious book: what the others are held against, and what flows are made with. */
final class ReferenceEngine implements Engine, BookView {
    static final long NO_PRICE = Long.MIN_VALUE;

    private static final class Order {
        private final long id;
        private final boolean buy;
        private final long price;
        private int open;

        private Order(long id, boolean buy, long price, int open) {
            this.id = id;
            this.buy = buy;
            this.price = price;
            this.open = open;
        }
    }

    private static final class Book {
        private final NavigableMap<Long, SequencedMap<Long, Order>> bids =
                new TreeMap<>(Comparator.reverseOrder());
        private final NavigableMap<Long, SequencedMap<Long, Order>> offers = new TreeMap<>();

        private NavigableMap<Long, SequencedMap<Long, Order>> side(boolean buy) {
            return buy ? bids : offers;
        }
    }

    private final ReportRing reports;
    private final Book[] books;
    private final Map<Long, Order> orders = new HashMap<>();
    private long trades;

    ReferenceEngine(ReportRing reports, int symbols) {
        this.reports = reports;
        this.books = new Book[symbols];
        for (int symbol = 0; symbol < symbols; symbol++) {
            books[symbol] = new Book();
        }
    }

    int live() {
        return orders.size();
    }

    boolean isLive(long orderId) {
        return orders.containsKey(orderId);
    }

    /** Returns the open quantity of a live order. */
    int open(long orderId) {
        return require(orderId).open;
    }

    /** Returns the best price of one side of a symbol, or {@link #NO_PRICE}. */
    long best(int symbol, boolean buy) {
        NavigableMap<Long, SequencedMap<Long, Order>> side = books[symbol].side(buy);
        return side.isEmpty() ? NO_PRICE : side.firstKey();
    }

    long price(long orderId) {
        return require(orderId).price;
    }

    boolean buy(long orderId) {
        return require(orderId).buy;
    }

    private Order require(long orderId) {
        Order order = orders.get(orderId);
        if (order == null) {
            throw new IllegalArgumentException("order " + orderId + " does not rest");
        }
        return order;
    }

    int symbols() {
        return books.length;
    }

    int levels() {
        int levels = 0;
        for (Book book : books) {
            levels += book.bids.size() + book.offers.size();
        }
        return levels;
    }

    long trades() {
        return trades;
    }

    @Override
    public void onNew(
            long sequence,
            int symbol,
            long orderId,
            boolean buy,
            boolean immediate,
            long price,
            int quantity) {
        reports.orderAck(sequence, buy, orderId, price, quantity);
        int open = enter(sequence, books[symbol], orderId, buy, price, quantity, !immediate);
        if (immediate && open > 0) {
            reports.cancelAck(sequence, buy, orderId, price);
        }
    }

    @Override
    public void onCancel(long sequence, int symbol, long orderId) {
        Order order = remove(symbol, orderId);
        if (order == null) {
            reports.cancelReject(sequence, orderId);
        } else {
            reports.cancelAck(sequence, order.buy, orderId, order.price);
        }
    }

    @Override
    public void onModify(
            long sequence, int symbol, long orderId, boolean buy, long price, int quantity) {
        if (remove(symbol, orderId) == null) {
            reports.modifyReject(sequence, orderId);
        } else {
            enter(sequence, books[symbol], orderId, buy, price, quantity, true);
            reports.modifyAck(sequence, buy, orderId, price, quantity);
        }
    }

    private @Nullable Order remove(int symbol, long orderId) {
        Order order = orders.remove(orderId);
        if (order != null) {
            NavigableMap<Long, SequencedMap<Long, Order>> side = books[symbol].side(order.buy);
            SequencedMap<Long, Order> queue = side.get(order.price);
            if (queue != null && queue.remove(orderId) != null && queue.isEmpty()) {
                side.remove(order.price);
            }
        }
        return order;
    }

    private int enter(
            long sequence,
            Book book,
            long orderId,
            boolean buy,
            long price,
            int quantity,
            boolean rests) {
        NavigableMap<Long, SequencedMap<Long, Order>> opposite = book.side(!buy);
        int open = quantity;
        while (open > 0 && !opposite.isEmpty()) {
            long best = opposite.firstKey();
            if (buy ? best > price : best < price) {
                break;
            }
            SequencedMap<Long, Order> queue = opposite.firstEntry().getValue();
            Order maker = queue.firstEntry().getValue();
            int traded = Math.min(open, maker.open);
            open -= traded;
            maker.open -= traded;
            trades++;
            reports.trade(sequence, best, traded, maker.id, orderId);
            if (maker.open == 0) {
                queue.pollFirstEntry();
                orders.remove(maker.id);
                if (queue.isEmpty()) {
                    opposite.remove(best);
                }
            }
        }
        if (rests && open > 0) {
            Order order = new Order(orderId, buy, price, open);
            book.side(buy).computeIfAbsent(price, key -> new LinkedHashMap<>()).put(orderId, order);
            orders.put(orderId, order);
        }
        return open;
    }

    @Override
    public long bestBid() {
        return best(0, true);
    }

    @Override
    public long bestOffer() {
        long best = best(0, false);
        return best == NO_PRICE ? Long.MAX_VALUE : best;
    }

    @Override
    public long depthAt(long price, boolean buy) {
        SequencedMap<Long, Order> queue = books[0].side(buy).get(price);
        return queue == null ? 0 : queue.values().stream().mapToLong(order -> order.open).sum();
    }
}
