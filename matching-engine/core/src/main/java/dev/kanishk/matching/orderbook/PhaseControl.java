package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.instrument.Phase;

/** Moves clocks and phases of instruments, with what that sets off: expiries, auctions, stops. */
final class PhaseControl {
    private final BookListener listener;
    private final LiveOrders live;
    private final OrderSlab orders;
    private final PriceLevels levels;
    private final Matcher matcher;
    private final Auctions auctions;
    private final MassCancels massCancels;

    PhaseControl(LiveOrders live, Matcher matcher, Auctions auctions, MassCancels massCancels) {
        this.listener = live.listener;
        this.live = live;
        this.orders = live.orders;
        this.levels = live.levels;
        this.matcher = matcher;
        this.auctions = auctions;
        this.massCancels = massCancels;
    }

    /** Moves an instrument's clock; returns whether anything was due. */
    boolean advance(InstrumentBook book, long timeNanos) {
        if (timeNanos > book.clockNanos) {
            book.clockNanos = timeNanos;
        }
        return book.dueNanos <= book.clockNanos && carryOutDue(book);
    }

    private boolean carryOutDue(InstrumentBook book) {
        ExpiryQueue expiries = book.expiries;
        while (expiries.first() != 0 && expiries.nextNanos() <= book.clockNanos) {
            live.cancel(book, expiries.first(), CancelReason.EXPIRED);
        }
        if (book.phaseEndNanos != Command.ABSENT && book.phaseEndNanos <= book.clockNanos) {
            setPhase(book, Phase.CONTINUOUS, Command.ABSENT);
        }
        return true;
    }

    void setPhase(InstrumentBook book, Phase phase, long untilNanos) {
        if (phase == Phase.CONTINUOUS || phase == Phase.CLOSED) {
            auctions.uncross(book);
        }
        book.phase = phase;
        book.phaseEndNanos = untilNanos;
        book.updateDue();
        listener.onPhase(book.id, phase, untilNanos);
        if (phase == Phase.CONTINUOUS) {
            activateStops(book);
        } else if (phase == Phase.CLOSED) {
            massCancels.expireDay(book);
        }
    }

    /** Activates stops, the one that waits longest first, until none is triggered. */
    void activateStops(InstrumentBook book) {
        if (book.buyStops.best() == 0 && book.sellStops.best() == 0) {
            return;
        }
        while (book.phase == Phase.CONTINUOUS) {
            int slot = oldestTriggered(book, book.buyStops, true, 0);
            slot = oldestTriggered(book, book.sellStops, false, slot);
            if (slot == 0) {
                return;
            }
            matcher.takeLive(book, slot);
            matcher.tellTriggered(book);
            matcher.enter(book, null);
        }
    }

    private int oldestTriggered(InstrumentBook book, PriceLadder stops, boolean buys, int other) {
        int oldest = other;
        for (int level = stops.best();
                level != 0 && book.triggers(buys, levels.price(level));
                level = stops.next(levels.price(level))) {
            int head = levels.head(level);
            if (oldest == 0 || orders.entry(head) < orders.entry(oldest)) {
                oldest = head;
            }
        }
        return oldest;
    }
}
