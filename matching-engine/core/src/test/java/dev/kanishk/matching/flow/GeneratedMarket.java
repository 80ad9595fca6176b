package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A market of one stock as a feed shows it: orders enter around a price that wanders, most are
 * cancelled, some are made smaller or replaced, and incoming orders trade with the best, oldest
 * first. The mix is that of an equity feed: of 100 events about 46 enter, 36 cancel, 8 replace, 2
 * reduce, 7 trade, 1 is hidden. What it writes follows from the seed alone.
 */
final class GeneratedMarket {
    private static final long TICK = 100;
    private static final long FIRST_PRICE = 1_000_000;
    private static final int ORDERS_AIMED_AT = 300;

    private final SplittableRandom random;
    private final FeedWriter out;
    private final TreeMap<Long, Deque<Order>> bids = new TreeMap<>();
    private final TreeMap<Long, Deque<Order>> offers = new TreeMap<>();
    private final List<Order> live = new ArrayList<>();
    private final int idStep;
    private final boolean replaces;
    private long nextId;
    private long timeNanos = 34_200_000_000_000L;
    private long middle = FIRST_PRICE;

    /** A resting order. */
    static final class Order {
        final long id;
        final Side side;
        final long price;
        long open;

        Order(long id, Side side, long price, long open) {
            this.id = id;
            this.side = side;
            this.price = price;
            this.open = open;
        }
    }

    GeneratedMarket(long seed, long firstId, int idStep, boolean replaces, FeedWriter out) {
        this.random = new SplittableRandom(seed);
        this.nextId = firstId;
        this.idStep = idStep;
        this.replaces = replaces;
        this.out = out;
    }

    void run(int events) throws IOException {
        for (int i = 0; i < events; i++) {
            step();
        }
    }

    private void step() throws IOException {
        timeNanos += 1 + (long) (-Math.log(1 - random.nextDouble()) * 200_000);
        int die = random.nextInt(100);
        boolean few = live.size() < ORDERS_AIMED_AT;
        if (live.isEmpty() || die < (few ? 60 : 46)) {
            Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
            enter(side, lots(), passivePrice(side));
        } else if (die < 82) {
            cancel(pick());
        } else if (die < 90) {
            if (replaces) {
                replace(pick());
            } else {
                cancel(pick());
            }
        } else if (die < 92) {
            reduce(pick());
        } else if (die < 99) {
            trade(random.nextBoolean() ? Side.BUY : Side.SELL);
        } else {
            out.executedHidden(timeNanos, Side.BUY, lots(), middle);
        }
        middle += TICK * (random.nextInt(21) == 0 ? random.nextInt(3) - 1 : 0);
    }

    private long lots() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(500) : 100;
    }

    private Order pick() {
        return live.get(random.nextInt(live.size()));
    }

    @SuppressWarnings("NonApiType") // the callers ask for the best price
    private TreeMap<Long, Deque<Order>> book(Side side) {
        return side == Side.BUY ? bids : offers;
    }

    private long passivePrice(Side side) {
        long distance = TICK * (1 + (long) (-Math.log(1 - random.nextDouble()) * 8));
        if (side == Side.BUY) {
            long price = middle - distance;
            return offers.isEmpty() ? price : Math.min(price, offers.firstKey() - TICK);
        }
        long price = middle + distance;
        return bids.isEmpty() ? price : Math.max(price, bids.lastKey() + TICK);
    }

    private void enter(Side side, long quantity, long price) throws IOException {
        Order order = add(side, quantity, price);
        out.entered(timeNanos, order.id, side, quantity, price);
    }

    private Order add(Side side, long quantity, long price) {
        Order order = new Order(nextId, side, price, quantity);
        nextId += 1 + random.nextInt(idStep);
        book(side).computeIfAbsent(price, empty -> new ArrayDeque<>()).add(order);
        live.add(order);
        return order;
    }

    private void remove(Order order) {
        Deque<Order> level = book(order.side).getOrDefault(order.price, new ArrayDeque<>());
        level.remove(order);
        if (level.isEmpty()) {
            book(order.side).remove(order.price);
        }
        live.remove(order);
    }

    private void cancel(Order order) throws IOException {
        remove(order);
        out.deleted(timeNanos, order.id, order.side, order.open, order.price);
    }

    private void reduce(Order order) throws IOException {
        if (order.open > 1) {
            long less = 1 + random.nextLong(order.open - 1);
            order.open -= less;
            out.reduced(timeNanos, order.id, order.side, less, order.price);
        }
    }

    private void replace(Order order) throws IOException {
        remove(order);
        long quantity = lots();
        long price = random.nextInt(4) == 0 ? order.price : passivePrice(order.side);
        Order fresh = add(order.side, quantity, price);
        out.replaced(
                timeNanos,
                order.id,
                order.open,
                order.price,
                fresh.id,
                order.side,
                quantity,
                price);
    }

    /** Trades with the best orders of a side. */
    private void trade(Side side) throws IOException {
        long left = lots();
        while (left > 0 && !book(side).isEmpty()) {
            Map.Entry<Long, Deque<Order>> best =
                    side == Side.BUY ? bids.lastEntry() : offers.firstEntry();
            Order order = best.getValue().getFirst();
            long quantity = Math.min(left, order.open);
            order.open -= quantity;
            left -= quantity;
            if (order.open == 0) {
                remove(order);
            }
            out.executed(timeNanos, order.id, side, quantity, order.price);
        }
    }

    /** Returns what rests: bids, then offers, best price first, oldest first. */
    List<String> resting() {
        List<String> orders = new ArrayList<>();
        bids.descendingMap().values().forEach(level -> add(level, orders));
        offers.values().forEach(level -> add(level, orders));
        return orders;
    }

    private static void add(Deque<Order> level, List<String> orders) {
        for (Order each : level) {
            orders.add(each.side + " " + each.price + " " + each.id + " " + each.open);
        }
    }

    long quantityAt(Side side, long price) {
        return book(side).getOrDefault(price, new ArrayDeque<>()).stream()
                .mapToLong(order -> order.open)
                .sum();
    }

    /** Returns a row of an order book file. */
    String row(int levels) {
        List<Long> ask = List.copyOf(offers.keySet());
        List<Long> bid = List.copyOf(bids.descendingKeySet());
        StringBuilder row = new StringBuilder();
        for (int level = 0; level < levels; level++) {
            row.append(level == 0 ? "" : ",");
            append(row, ask, level, Side.SELL, 9_999_999_999L);
            append(row.append(','), bid, level, Side.BUY, -9_999_999_999L);
        }
        return row.toString();
    }

    private void append(StringBuilder row, List<Long> prices, int level, Side side, long none) {
        long price = level < prices.size() ? prices.get(level) : none;
        row.append(price).append(',').append(quantityAt(side, price));
    }
}
