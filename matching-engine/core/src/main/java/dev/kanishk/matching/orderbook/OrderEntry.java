package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.instrument.Phase;
import org.jspecify.annotations.Nullable;

/** Takes new orders, cancels and replaces. */
final class OrderEntry {
    private final BookListener listener;
    private final boolean reuses;
    private final LiveOrders live;
    private final OrderSlab orders;
    private final OrderIndex index;
    private final Positions positions;
    private final PriceLevels levels;
    private final UsedIds usedIds;
    private final InstrumentBooks books;
    private final Matcher matcher;
    private final PhaseControl phases;
    private final OrderChecks checks;
    private final OrderChecks.Change before = new OrderChecks.Change();
    private final OrderChecks.Change after = new OrderChecks.Change();

    OrderEntry(
            BookSettings settings,
            LiveOrders live,
            UsedIds usedIds,
            InstrumentBooks books,
            Matcher matcher,
            PhaseControl phases) {
        this.listener = live.listener;
        this.reuses = settings.reusesOrderIds();
        this.live = live;
        this.orders = live.orders;
        this.index = live.index;
        this.positions = live.positions;
        this.levels = live.levels;
        this.usedIds = usedIds;
        this.books = books;
        this.matcher = matcher;
        this.phases = phases;
        this.checks = new OrderChecks(live, settings);
    }

    void enterNew(Command command) {
        InstrumentBook book = books.get(command.instrument);
        if (book == null) {
            reject(Command.EVERY_INSTRUMENT, command, RejectReason.UNKNOWN_INSTRUMENT);
            return;
        }
        phases.advance(book, command.timeNanos);
        if (!book.isPlain || !isPlain(book, command) || !enterPlain(book, command)) {
            enterChecking(book, command);
        }
    }

    /** Returns whether a new order has neither errors nor anything but a limit. */
    private boolean isPlain(InstrumentBook book, Command command) {
        TimeInForce time = command.timeInForce;
        return command.type == OrderType.LIMIT
                && (time == TimeInForce.GTC || time == TimeInForce.IOC)
                && command.displayQuantity == Command.ABSENT
                && command.expireTimeNanos == Command.ABSENT
                && command.orderId != Command.ABSENT
                && command.quantity >= 1
                && command.quantity <= book.quantityMax
                && command.price >= Math.max(1, book.bandLow)
                && command.price <= book.bandHigh
                && !(book.charges && Ratio.overflows(command.price, command.quantity))
                && !orders.isFull();
    }

    /**
     * Enters a plain order. Returns false, with nothing done, if it needs a new position, or its id
     * cannot be used.
     */
    private boolean enterPlain(InstrumentBook book, Command command) {
        int row = 0;
        if (command.account != Command.ABSENT) {
            row = positions.find(command.account, book.id);
            if (row == 0) {
                return false;
            }
        }
        long id = command.orderId;
        if (reuses ? index.find(id) >= 0 : !usedIds.tryAdd(id)) {
            return false;
        }
        RejectReason reason = checks.limits(book, command, row);
        boolean buys = command.side == Side.BUY;
        if (reason != null) {
            reject(book.id, command, reason);
        } else if (book.crosses(buys, command.price)) {
            matcher.take(command, row, Command.ABSENT);
            matcher.enter(book, command);
            phases.activateStops(book);
        } else {
            listener.onAccepted(command);
            endOrRest(book, command, buys, row);
        }
        return true;
    }

    /** Does with a plain order that meets no other what its time in force says. */
    private void endOrRest(InstrumentBook book, Command command, boolean buys, int row) {
        long id = command.orderId;
        long open = command.quantity;
        if (command.timeInForce == TimeInForce.IOC) {
            listener.onCancelled(
                    book.id, id, command.account, command.session, open, CancelReason.REMAINDER);
        } else {
            int level = book.side(buys).findOrAdd(command.price, book.index);
            int slot = orders.allocate();
            orders.set(slot, id, open, level, row, OrderSlab.flags(command), command.session);
            index.put(id, slot);
            live.enqueuePlain(book, slot, buys, level, open, row);
            listener.onRested(book.id, id, command.side, command.price, open, open);
        }
    }

    private void enterChecking(InstrumentBook book, Command command) {
        long id = command.orderId;
        RejectReason reason = checkContract(command);
        if (reason == null) {
            boolean roomy =
                    !orders.isFull()
                            && hasRowFor(book, command.account)
                            && (reuses || usedIds.hasRoomFor(id));
            if (roomy && !reuses) {
                usedIds.tryAdd(id);
            }
            reason = OrderChecks.instrumentRules(book, command);
            int row = 0;
            if (reason == null && command.account != Command.ABSENT) {
                row = row(book, command.account);
            }
            if (reason == null && (row != 0 || command.account == Command.ABSENT)) {
                reason = checks.limits(book, command, row);
            }
            if (reason == null && roomy) {
                enterChecked(book, command, row);
                return;
            }
            reason = reason == null ? RejectReason.CAPACITY_REACHED : reason;
        }
        reject(book.id, command, reason);
    }

    private @Nullable RejectReason checkContract(Command command) {
        if (command.orderId == Command.ABSENT || !OrderChecks.isComplete(command)) {
            return RejectReason.INVALID_COMMAND;
        }
        long id = command.orderId;
        if (reuses ? index.get(id) != 0 : usedIds.contains(id)) {
            return RejectReason.DUPLICATE_ORDER;
        }
        if (command.quantity < 1) {
            return RejectReason.INVALID_QUANTITY;
        }
        return OrderChecks.isLimited(command.type) && command.price < 1
                ? RejectReason.INVALID_PRICE
                : null;
    }

    private boolean hasRowFor(InstrumentBook book, long account) {
        return account == Command.ABSENT
                || positions.find(account, book.id) != 0
                || (!positions.isFull() && live.accounts.hasRoomFor(account));
    }

    /** Returns an account's position in an instrument, or 0 if there is no room for it. */
    private int row(InstrumentBook book, long account) {
        int row = positions.find(account, book.id);
        if (row == 0 && !positions.isFull()) {
            int known = live.accounts.findOrAdd(account);
            row = known < 0 ? 0 : positions.add(account, book.id, known);
        }
        return row;
    }

    private void enterChecked(InstrumentBook book, Command command, int row) {
        long expiry = command.expireTimeNanos;
        if (command.timeInForce == TimeInForce.DAY) {
            expiry = book.dayEndNanos();
        }
        matcher.take(command, row, expiry);
        if (OrderChecks.isStop(command.type)) {
            boolean buys = command.side == Side.BUY;
            long stopPrice = Math.max(0, command.stopPrice);
            listener.onAccepted(command);
            if (book.phase != Phase.CONTINUOUS || !book.triggers(buys, stopPrice)) {
                matcher.waitForTrigger(book, stopPrice);
                return;
            }
            matcher.tellTriggered(book);
            matcher.enter(book, null);
        } else {
            matcher.enter(book, command);
        }
        phases.activateStops(book);
    }

    void cancel(Command command) {
        int at = index.find(command.orderId);
        if (at >= 0) {
            int slot = index.slot(at);
            InstrumentBook book = books.at(levels.book(orders.level(slot)));
            if (phases.advance(book, command.timeNanos)) {
                at = index.find(command.orderId);
            } else if (live.isPlain(book, slot)) {
                live.cancelPlain(book, slot, at, CancelReason.REQUESTED);
                return;
            }
        }
        if (at < 0) {
            reject(Command.EVERY_INSTRUMENT, command, RejectReason.UNKNOWN_ORDER);
        } else {
            int slot = index.slot(at);
            live.cancel(books.at(levels.book(orders.level(slot))), slot, CancelReason.REQUESTED);
        }
    }

    /** Finds a live order, and moves its instrument's clock, by which it may expire. */
    private int find(Command command) {
        int slot = index.get(command.orderId);
        if (slot == 0) {
            return 0;
        }
        InstrumentBook book = books.at(levels.book(orders.level(slot)));
        return phases.advance(book, command.timeNanos) ? index.get(command.orderId) : slot;
    }

    void replace(Command command) {
        int slot = find(command);
        if (slot == 0) {
            reject(Command.EVERY_INSTRUMENT, command, RejectReason.UNKNOWN_ORDER);
            return;
        }
        InstrumentBook book = books.at(levels.book(orders.level(slot)));
        boolean waits = OrderSlab.waits(orders.flags(slot));
        long old = waits ? 0 : levels.price(orders.level(slot));
        long price = command.price == Command.ABSENT ? old : command.price;
        RejectReason reason = null;
        if (command.quantity < 1) {
            reason = RejectReason.INVALID_QUANTITY;
        } else if (waits) {
            reason = RejectReason.NOT_REPLACEABLE;
        } else if (price < 1) {
            reason = RejectReason.INVALID_PRICE;
        } else {
            reason = OrderChecks.replaceRules(book, price, command.quantity, orders.display(slot));
        }
        if (reason == null) {
            reason = checks.anyReplace(book, orders.position(slot));
        }
        if (reason == null && (price != old || command.quantity > orders.open(slot))) {
            reason = reenter(book, slot, price, command.quantity);
        } else if (reason == null) {
            keepPlace(book, slot, price, command.quantity);
        }
        if (reason != null) {
            reject(book.id, command, reason);
        } else {
            phases.activateStops(book);
        }
    }

    private void keepPlace(InstrumentBook book, int slot, long price, long quantity) {
        tellReplaced(book, slot, price, quantity);
        long open = orders.open(slot);
        if (quantity != open) {
            live.reduce(book, slot, quantity);
            live.tellReduced(book, slot);
        }
    }

    private @Nullable RejectReason reenter(
            InstrumentBook book, int slot, long price, long quantity) {
        int flags = orders.flags(slot);
        boolean buys = (flags & OrderSlab.SELL) == 0;
        before.set(levels.price(orders.level(slot)), orders.open(slot));
        after.set(price, quantity);
        RejectReason reason = checks.replace(book, orders.position(slot), buys, before, after);
        if (reason == null
                && OrderSlab.timeInForce(flags) == TimeInForce.POST_ONLY
                && book.crosses(buys, price)) {
            reason = RejectReason.WOULD_TRADE;
        }
        if (reason == null) {
            live.tellRemoved(book, slot);
            tellReplaced(book, slot, price, quantity);
            if (book.isPlain && live.isPlain(book, slot) && !book.crosses(buys, price)) {
                requeuePlain(book, slot, buys, price, quantity);
                return null;
            }
            matcher.takeLive(book, slot);
            matcher.change(price, quantity);
            matcher.enter(book, null);
        }
        return reason;
    }

    private void requeuePlain(
            InstrumentBook book, int slot, boolean buys, long price, long quantity) {
        int row = orders.position(slot);
        live.dequeuePlain(book, slot, buys, orders.level(slot), orders.open(slot), row);
        int level = book.side(buys).findOrAdd(price, book.index);
        orders.open(slot, quantity);
        orders.level(slot, level);
        live.enqueuePlain(book, slot, buys, level, quantity, row);
        Side side = buys ? Side.BUY : Side.SELL;
        listener.onRested(book.id, orders.id(slot), side, price, quantity, quantity);
    }

    private void tellReplaced(InstrumentBook book, int slot, long price, long quantity) {
        listener.onReplaced(
                book.id,
                orders.id(slot),
                live.account(slot),
                orders.session(slot),
                price,
                quantity);
    }

    private void reject(int instrument, Command command, RejectReason reason) {
        listener.onRejected(instrument, command.orderId, command.account, command.session, reason);
    }
}
