package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Phase;

/** Tells two listeners, one after the other. */
record BothListeners(BookListener first, BookListener second) implements BookListener {
    @Override
    public void onCommand(Command command) {
        first.onCommand(command);
        second.onCommand(command);
    }

    @Override
    public void onAccepted(Command command) {
        first.onAccepted(command);
        second.onAccepted(command);
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        first.onRejected(instrument, orderId, account, session, reason);
        second.onRejected(instrument, orderId, account, session, reason);
    }

    @Override
    public void onTrade(Trade trade) {
        first.onTrade(trade);
        second.onTrade(trade);
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        first.onRested(instrument, orderId, side, price, shown, open);
        second.onRested(instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        first.onRefreshed(instrument, orderId, side, price, shown, open);
        second.onRefreshed(instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        first.onReduced(instrument, orderId, side, price, shown, open);
        second.onReduced(instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        first.onRemoved(instrument, orderId, side, price, shown);
        second.onRemoved(instrument, orderId, side, price, shown);
    }

    @Override
    public void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {
        first.onSelfTrade(instrument, makerOrderId, takerOrderId, quantity);
        second.onSelfTrade(instrument, makerOrderId, takerOrderId, quantity);
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        first.onCancelled(instrument, orderId, account, session, open, reason);
        second.onCancelled(instrument, orderId, account, session, open, reason);
    }

    @Override
    public void onReplaced(
            int instrument, long orderId, long account, int session, long price, long open) {
        first.onReplaced(instrument, orderId, account, session, price, open);
        second.onReplaced(instrument, orderId, account, session, price, open);
    }

    @Override
    public void onTriggered(int instrument, long orderId, OrderType type) {
        first.onTriggered(instrument, orderId, type);
        second.onTriggered(instrument, orderId, type);
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        first.onPhase(instrument, phase, untilNanos);
        second.onPhase(instrument, phase, untilNanos);
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        first.onIndication(instrument, price, quantity, surplus);
        second.onIndication(instrument, price, quantity, surplus);
    }

    @Override
    public void onDone(Command command, long count) {
        first.onDone(command, count);
        second.onDone(command, count);
    }
}
