package dev.kanishk.matching.reference;

import static dev.kanishk.matching.command.Command.ABSENT;
import static dev.kanishk.matching.command.Command.EVERY_INSTRUMENT;
import static dev.kanishk.matching.command.Command.NO_SESSION;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.instrument.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of matching, written down once more as plainly as possible: lists and maps, everything
 * counted anew when it is asked for. Of the bounds it has that of live orders alone.
 */
final class ReferenceBooks implements Books {
    private final BookListener listener;
    private final ReferenceAccounts accounts;
    private final boolean idsAreUsedForEver;

    /** In the order in which they were added. */
    private final Map<Integer, ReferenceBook> books = new LinkedHashMap<>();

    private final Set<Long> usedIds = new HashSet<>();

    private final int ordersMax;

    ReferenceBooks(BookListener listener) {
        this(listener, false, true, Integer.MAX_VALUE);
    }

    ReferenceBooks(
            BookListener listener,
            boolean accountsMustBeKnown,
            boolean idsAreUsedForEver,
            int ordersMax) {
        this.listener = listener;
        this.ordersMax = ordersMax;
        this.idsAreUsedForEver = idsAreUsedForEver;
        this.accounts = new ReferenceAccounts(accountsMustBeKnown);
    }

    @Override
    public void apply(Command command) {
        listener.onCommand(command);
        switch (command.action) {
            case NEW -> enter(command);
            case CANCEL -> cancel(command);
            case REPLACE -> replace(command);
            case MALFORMED -> reject(command, EVERY_INSTRUMENT, RejectReason.MALFORMED);
            case NOTHING -> {}
            case MASS_CANCEL, DISCONNECT, KILL_SWITCH -> cancelMany(command);
            case TIME -> time(command);
            case ADD_INSTRUMENT -> addInstrument(command);
            case SET_PHASE -> setPhase(command);
            case SET_REFERENCE_PRICE -> setReferencePrice(command);
            case RELEASE_ACCOUNT, SET_LIMITS, ADJUST_BALANCE -> changeAccount(command);
        }
    }

    private void reject(Command command, int instrument, RejectReason reason) {
        listener.onRejected(instrument, command.orderId, command.account, command.session, reason);
    }

    private ReferenceMatching matching(ReferenceBook book) {
        return new ReferenceMatching(book, listener, accounts);
    }

    // The command clock

    /** Moves an instrument's clock, and lets happen what is due. */
    private void advance(ReferenceBook book, long timeNanos) {
        book.clockNanos = Math.max(book.clockNanos, timeNanos);
        List<ReferenceOrder> due = new ArrayList<>(book.live.values());
        due.removeIf(o -> o.expireTimeNanos == ABSENT || o.expireTimeNanos > book.clockNanos);
        due.sort(
                Comparator.comparingLong((ReferenceOrder o) -> o.expireTimeNanos)
                        .thenComparingLong(o -> o.entry));
        for (ReferenceOrder order : due) {
            matching(book).cancelLive(order, CancelReason.EXPIRED);
        }
        if (book.phaseEndNanos != ABSENT && book.phaseEndNanos <= book.clockNanos) {
            enterPhase(book, Phase.CONTINUOUS, ABSENT);
        }
    }

    /** The books that a command is for, or null if it names one that does not exist. */
    private @Nullable List<ReferenceBook> concerned(Command command) {
        if (command.instrument == EVERY_INSTRUMENT
                || command.action == Action.DISCONNECT
                || command.action == Action.KILL_SWITCH) {
            return List.copyOf(books.values());
        }
        ReferenceBook book = books.get(command.instrument);
        return book == null ? null : List.of(book);
    }

    private void time(Command command) {
        List<ReferenceBook> concerned = concerned(command);
        if (concerned == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_INSTRUMENT);
            return;
        }
        for (ReferenceBook book : concerned) {
            advance(book, command.timeNanos);
            if (book.phase.isAuction()) {
                indicate(book);
            }
        }
    }

    private void indicate(ReferenceBook book) {
        ReferenceAuction.Outcome outcome = ReferenceAuction.outcome(book);
        int id = book.instrument.id();
        if (outcome == null) {
            listener.onIndication(id, 0, 0, 0);
        } else {
            listener.onIndication(
                    id,
                    outcome.price().longValueExact(),
                    outcome.quantity().longValueExact(),
                    outcome.surplus().longValueExact());
        }
    }

    // Orders

    private void enter(Command command) {
        ReferenceBook book = books.get(command.instrument);
        if (book == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_INSTRUMENT);
            return;
        }
        advance(book, command.timeNanos);
        ReferenceChecks checks = new ReferenceChecks(book);
        RejectReason reason = checks.invalid(command, isUsed(command.orderId));
        boolean hasRoom = liveOrders() < ordersMax;
        if (reason == null) {
            if (hasRoom) {
                usedIds.add(command.orderId);
            }
            reason = checks.refusal(command);
        }
        if (reason == null) {
            reason = accounts.refusal(book, command, priceOf(command), books.values());
        }
        if (reason == null && !hasRoom) {
            reason = RejectReason.CAPACITY_REACHED;
        }
        if (reason != null) {
            reject(command, book.instrument.id(), reason);
            return;
        }
        long expires =
                command.timeInForce == TimeInForce.DAY
                        ? ReferenceMatching.dayEnd(book.instrument, book.clockNanos)
                        : command.expireTimeNanos;
        enter(book, command, new ReferenceOrder(command, expires));
        matching(book).activateStops();
    }

    private boolean isUsed(long orderId) {
        return idsAreUsedForEver ? usedIds.contains(orderId) : bookOf(orderId) != null;
    }

    private void enter(ReferenceBook book, Command command, ReferenceOrder order) {
        ReferenceMatching matching = matching(book);
        if (order.isStop()) {
            listener.onAccepted(command);
            if (book.phase == Phase.CONTINUOUS && book.isTriggered(order)) {
                matching.activate(order);
            } else {
                book.await(order);
            }
        } else if (book.phase == Phase.CONTINUOUS) {
            RejectReason reason = matching.refusal(order);
            if (reason != null) {
                reject(command, book.instrument.id(), reason);
                return;
            }
            listener.onAccepted(command);
            matching.enter(order);
        } else {
            listener.onAccepted(command);
            matching.gather(order);
        }
    }

    /** The limit price of a new order, or absent if it has none. */
    private static long priceOf(Command command) {
        return command.type == OrderType.LIMIT || command.type == OrderType.STOP_LIMIT
                ? command.price
                : ABSENT;
    }

    /** The book in which an order is live, or null. */
    private @Nullable ReferenceBook bookOf(long orderId) {
        for (ReferenceBook book : books.values()) {
            if (book.live.containsKey(orderId)) {
                return book;
            }
        }
        return null;
    }

    private void cancel(Command command) {
        ReferenceBook book = bookOf(command.orderId);
        if (book == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_ORDER);
            return;
        }
        advance(book, command.timeNanos);
        ReferenceOrder order = book.live.get(command.orderId);
        if (order == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_ORDER);
            return;
        }
        matching(book).cancelLive(order, CancelReason.REQUESTED);
    }

    private void replace(Command command) {
        ReferenceBook book = bookOf(command.orderId);
        if (book == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_ORDER);
            return;
        }
        advance(book, command.timeNanos);
        ReferenceOrder order = book.live.get(command.orderId);
        if (order == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_ORDER);
            return;
        }
        long price = command.price == ABSENT ? order.price : command.price;
        boolean keepsPlace = price == order.price && command.quantity <= order.open;
        RejectReason reason = replaceRefusal(command, book, order, price, keepsPlace);
        if (reason != null) {
            reject(command, book.instrument.id(), reason);
            return;
        }
        ReferenceMatching matching = matching(book);
        matching.replace(order, price, command.quantity, keepsPlace);
        matching.activateStops();
    }

    private @Nullable RejectReason replaceRefusal(
            Command command,
            ReferenceBook book,
            ReferenceOrder order,
            long price,
            boolean keepsPlace) {
        ReferenceChecks checks = new ReferenceChecks(book);
        RejectReason reason = checks.replaceRefusal(command, order);
        if (reason != null) {
            return reason;
        }
        if (accounts.blocked.contains(order.account)) {
            return RejectReason.ACCOUNT_BLOCKED;
        }
        if (accounts.isRateLimited(book, order.account)) {
            return RejectReason.RATE_LIMITED;
        }
        if (keepsPlace) {
            return null;
        }
        reason = checks.priceRefusal(price, command.quantity);
        if (reason != null) {
            return reason;
        }
        reason = accounts.replaceRefusal(book, order, price, command.quantity, books.values());
        if (reason == null
                && order.timeInForce == TimeInForce.POST_ONLY
                && book.wouldTrade(order.side, price)) {
            reason = RejectReason.WOULD_TRADE;
        }
        return reason;
    }

    // Many orders

    private void cancelMany(Command command) {
        boolean byAccount = command.account != ABSENT;
        boolean bySession = command.session != NO_SESSION;
        boolean valid =
                switch (command.action) {
                    case DISCONNECT -> bySession;
                    case KILL_SWITCH -> byAccount;
                    default -> (byAccount || bySession) && command.sides >= 1 && command.sides <= 3;
                };
        List<ReferenceBook> concerned = concerned(command);
        if (!valid) {
            reject(command, EVERY_INSTRUMENT, RejectReason.INVALID_COMMAND);
        } else if (concerned == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_INSTRUMENT);
        } else {
            cancelMany(command, concerned);
        }
    }

    private void cancelMany(Command command, List<ReferenceBook> concerned) {
        if (command.action == Action.KILL_SWITCH) {
            accounts.blocked.add(command.account);
        }
        long count = 0;
        for (ReferenceBook book : concerned) {
            advance(book, command.timeNanos);
            List<ReferenceOrder> orders = book.resting();
            orders.addAll(book.stops);
            orders.removeIf(order -> !isNamed(order, command));
            CancelReason reason =
                    switch (command.action) {
                        case DISCONNECT -> CancelReason.DISCONNECTED;
                        case KILL_SWITCH -> CancelReason.KILL_SWITCH;
                        default -> CancelReason.MASS_CANCEL;
                    };
            orders.forEach(order -> matching(book).cancelLive(order, reason));
            count += orders.size();
        }
        listener.onDone(command, count);
    }

    private static boolean isNamed(ReferenceOrder order, Command command) {
        boolean account = order.account == command.account;
        boolean session = order.session == command.session;
        return switch (command.action) {
            case DISCONNECT -> session && order.cancelOnDisconnect;
            case KILL_SWITCH -> account;
            default ->
                    (account || command.account == ABSENT)
                            && (session || command.session == NO_SESSION)
                            && (command.sides & (order.side == Side.BUY ? 1 : 2)) != 0;
        };
    }

    // Instruments

    private void addInstrument(Command command) {
        var definition = command.definition;
        if (definition == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.INVALID_COMMAND);
            return;
        }
        for (ReferenceBook book : books.values()) {
            if (book.instrument.id() == definition.id()
                    || book.instrument.symbol().equals(definition.symbol())) {
                reject(command, definition.id(), RejectReason.DUPLICATE_INSTRUMENT);
                return;
            }
        }
        books.put(definition.id(), new ReferenceBook(definition, command.timeNanos));
        listener.onDone(command, 0);
    }

    private void setPhase(Command command) {
        ReferenceBook book = books.get(command.instrument);
        if (book == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_INSTRUMENT);
            return;
        }
        advance(book, command.timeNanos);
        long until = command.phase == Phase.HALTED ? command.expireTimeNanos : ABSENT;
        if (command.phase == Phase.VOLATILITY_AUCTION) {
            reject(command, command.instrument, RejectReason.INVALID_PHASE);
        } else if (until != ABSENT && until <= book.clockNanos) {
            reject(command, command.instrument, RejectReason.INVALID_EXPIRY);
        } else {
            enterPhase(book, command.phase, until);
        }
    }

    private void enterPhase(ReferenceBook book, Phase phase, long untilNanos) {
        ReferenceMatching matching = matching(book);
        if (phase == Phase.CONTINUOUS || phase == Phase.CLOSED) {
            new ReferenceAuction(book, matching).uncross();
        }
        book.phase = phase;
        book.phaseEndNanos = untilNanos;
        listener.onPhase(book.instrument.id(), phase, untilNanos);
        if (phase == Phase.CONTINUOUS) {
            matching.activateStops();
        } else if (phase == Phase.CLOSED) {
            List<ReferenceOrder> due = new ArrayList<>(book.live.values());
            due.removeIf(o -> o.timeInForce != TimeInForce.DAY);
            due.sort(Comparator.comparingLong(o -> o.entry));
            due.forEach(o -> matching.cancelLive(o, CancelReason.EXPIRED));
        }
    }

    private void setReferencePrice(Command command) {
        ReferenceBook book = books.get(command.instrument);
        if (book == null) {
            reject(command, EVERY_INSTRUMENT, RejectReason.UNKNOWN_INSTRUMENT);
            return;
        }
        advance(book, command.timeNanos);
        if (command.price < 1) {
            reject(command, command.instrument, RejectReason.INVALID_COMMAND);
            return;
        }
        book.referencePrice = command.price;
        listener.onDone(command, 0);
    }

    private void changeAccount(Command command) {
        RejectReason reason = null;
        if (command.account == ABSENT) {
            reason = RejectReason.INVALID_COMMAND;
        } else if (command.action == Action.RELEASE_ACCOUNT) {
            accounts.blocked.remove(command.account);
        } else if (command.action == Action.SET_LIMITS) {
            if (command.limits == null) {
                reason = RejectReason.INVALID_COMMAND;
            } else {
                accounts.limits.put(command.account, command.limits);
            }
        } else if (command.quantity == ABSENT) {
            reason = RejectReason.INVALID_COMMAND;
        } else {
            reason =
                    accounts.adjust(
                            command.account, command.asset, command.quantity, books.values());
        }
        if (reason != null) {
            reject(command, EVERY_INSTRUMENT, reason);
        } else {
            listener.onDone(command, 0);
        }
    }

    // What can be read

    @Override
    public void forEachResting(RestingOrders visitor) {
        for (ReferenceBook book : books.values()) {
            for (ReferenceOrder order : book.resting()) {
                visitor.visit(
                        book.instrument.id(),
                        order.side,
                        order.price,
                        order.id,
                        order.open,
                        order.shown);
            }
        }
    }

    @Override
    public int liveOrders() {
        return books.values().stream().mapToInt(book -> book.live.size()).sum();
    }

    @Override
    public long position(long account, int instrument) {
        return accounts.position(account, instrument);
    }

    @Override
    public long balance(long account, int asset) {
        return accounts.balance(account, asset).longValueExact();
    }
}
