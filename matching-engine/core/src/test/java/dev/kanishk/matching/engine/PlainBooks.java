package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Books that are plain to read: limit orders, cancels, expiries. The state hash of an instrument is
 * made of every command that concerned it, so that a lost, doubled or moved one shows.
 */
final class PlainBooks implements ShardBooks {
    private static final class Order {
        private final long id;
        private final Side side;
        private final long price;
        private final long expiry;
        private long open;

        private Order(Command command) {
            id = command.orderId;
            side = command.side;
            price = command.price;
            open = command.quantity;
            expiry =
                    command.expireTimeNanos == Command.ABSENT
                            ? Long.MAX_VALUE
                            : command.expireTimeNanos;
        }
    }

    private static final class Book {
        private final Instrument instrument;
        private final List<Order> orders = new ArrayList<>();
        private long hash;

        private Book(Instrument instrument) {
            this.instrument = instrument;
            this.hash = instrument.hashCode();
        }
    }

    private final Map<Integer, Book> books = new LinkedHashMap<>();
    private final Map<Long, AccountLimits> limits = new HashMap<>();
    private final Set<Long> blocked = new HashSet<>();
    private final BookListener listener;
    private final Trade trade = new Trade();
    private long poison = Long.MIN_VALUE;

    PlainBooks(BookListener listener) {
        this.listener = listener;
    }

    /** Has the order of an id throw, as a defect in books would. */
    PlainBooks withPoison(long orderId) {
        poison = orderId;
        return this;
    }

    @Override
    public void apply(Command command) {
        listener.onCommand(command);
        if (command.action == Action.ADD_INSTRUMENT) {
            add(command);
            return;
        }
        if (command.orderId == poison && command.action == Action.NEW) {
            throw new ArithmeticException("poisonous order");
        }
        switch (command.action) {
            case SET_LIMITS -> limits.put(command.account, command.limits);
            case KILL_SWITCH -> blocked.add(command.account);
            case RELEASE_ACCOUNT -> blocked.remove(command.account);
            default -> {}
        }
        long count = 0;
        boolean known = false;
        for (Book book : books.values()) {
            if (isEveryInstruments(command) || book.instrument.id() == command.instrument) {
                known = true;
                book.hash = mix(book.hash ^ command.action.name().hashCode() ^ command.timeNanos);
                book.hash = mix(book.hash + command.orderId * 31 + command.price);
                count += expire(book, command.timeNanos);
                applyTo(book, command);
            }
        }
        if (!known && command.action == Action.NEW) {
            listener.onRejected(
                    Command.EVERY_INSTRUMENT,
                    command.orderId,
                    command.account,
                    command.session,
                    RejectReason.UNKNOWN_INSTRUMENT);
        }
        if (isEveryInstruments(command)) {
            listener.onDone(command, count);
        }
    }

    private static boolean isEveryInstruments(Command command) {
        return command.instrument == Command.EVERY_INSTRUMENT
                || command.action == Action.SET_LIMITS
                || command.action == Action.KILL_SWITCH
                || command.action == Action.RELEASE_ACCOUNT
                || command.action == Action.DISCONNECT;
    }

    private void add(Command command) {
        Instrument instrument = Objects.requireNonNull(command.definition);
        if (books.putIfAbsent(instrument.id(), new Book(instrument)) == null) {
            listener.onDone(command, 0);
        } else {
            listener.onRejected(
                    instrument.id(),
                    Command.ABSENT,
                    Command.ABSENT,
                    Command.NO_SESSION,
                    RejectReason.DUPLICATE_INSTRUMENT);
        }
    }

    private void applyTo(Book book, Command command) {
        switch (command.action) {
            case NEW -> enter(book, command);
            case CANCEL -> cancel(book, command);
            default -> {}
        }
    }

    private void enter(Book book, Command command) {
        Order taker = new Order(command);
        listener.onAccepted(command);
        @Nullable Order maker = best(book, taker);
        while (taker.open > 0 && maker != null) {
            trade.instrument = book.instrument.id();
            trade.price = maker.price;
            trade.quantity = Math.min(maker.open, taker.open);
            trade.makerOrderId = maker.id;
            trade.takerOrderId = taker.id;
            trade.takerSide = taker.side;
            maker.open -= trade.quantity;
            taker.open -= trade.quantity;
            book.hash = mix(book.hash + maker.id + trade.quantity);
            listener.onTrade(trade);
            if (maker.open == 0) {
                book.orders.remove(maker);
            }
            maker = best(book, taker);
        }
        if (taker.open > 0) {
            book.orders.add(taker);
            listener.onRested(
                    book.instrument.id(),
                    taker.id,
                    taker.side,
                    taker.price,
                    taker.open,
                    taker.open);
        }
    }

    private static @Nullable Order best(Book book, Order taker) {
        @Nullable Order best = null;
        for (Order each : book.orders) {
            boolean crosses =
                    each.side != taker.side
                            && (taker.side == Side.BUY
                                    ? each.price <= taker.price
                                    : each.price >= taker.price);
            boolean better =
                    best == null
                            || (taker.side == Side.BUY
                                    ? each.price < best.price
                                    : each.price > best.price);
            if (crosses && better) {
                best = each;
            }
        }
        return best;
    }

    private void cancel(Book book, Command command) {
        for (Order each : book.orders) {
            if (each.id == command.orderId) {
                book.orders.remove(each);
                listener.onCancelled(
                        book.instrument.id(),
                        each.id,
                        Command.ABSENT,
                        Command.NO_SESSION,
                        each.open,
                        CancelReason.REQUESTED);
                return;
            }
        }
        listener.onRejected(
                book.instrument.id(),
                command.orderId,
                command.account,
                command.session,
                RejectReason.UNKNOWN_ORDER);
    }

    private long expire(Book book, long timeNanos) {
        long count = 0;
        for (Iterator<Order> i = book.orders.iterator(); i.hasNext(); ) {
            Order each = i.next();
            if (each.expiry <= timeNanos) {
                i.remove();
                count++;
                listener.onCancelled(
                        book.instrument.id(),
                        each.id,
                        Command.ABSENT,
                        Command.NO_SESSION,
                        each.open,
                        CancelReason.EXPIRED);
            }
        }
        return count;
    }

    @Override
    public BookHash hash() {
        long sum = 0;
        for (Book book : books.values()) {
            long hash = book.hash;
            for (Order each : book.orders) {
                hash = mix(hash ^ each.id * 7 + each.open);
            }
            sum += hash;
        }
        return new BookHash(sum, 0, 0);
    }

    @Override
    public long nextDueNanos() {
        long due = Long.MAX_VALUE;
        for (Book book : books.values()) {
            for (Order each : book.orders) {
                due = Math.min(due, each.expiry);
            }
        }
        return due;
    }

    @Override
    public void forEachInstrument(Consumer<Instrument> consumer) {
        books.values().forEach(book -> consumer.accept(book.instrument));
    }

    @Override
    public @Nullable AccountLimits limits(long account) {
        return limits.get(account);
    }

    @Override
    public boolean isBlocked(long account) {
        return blocked.contains(account);
    }

    @Override
    public void writeTo(DataOutput out) {
        throw new UnsupportedOperationException("plain books have no snapshots");
    }

    @Override
    public void readFrom(DataInput in) {
        throw new UnsupportedOperationException("plain books have no snapshots");
    }

    static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
