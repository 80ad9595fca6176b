package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Every call as a line of text, with all that it was given. */
public final class RecordedCalls implements BookListener {
    /** The lines. */
    public final List<String> lines = new ArrayList<>();

    private void add(Object... parts) {
        StringJoiner line = new StringJoiner(" ");
        for (Object part : parts) {
            line.add(String.valueOf(part));
        }
        lines.add(line.toString());
    }

    /** Every public field of an object, by name. */
    public static String describe(Object of) {
        StringJoiner fields = new StringJoiner(" ");
        for (Field field : of.getClass().getFields()) {
            try {
                fields.add(field.getName() + "=" + field.get(of));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return fields.toString();
    }

    @Override
    public void onCommand(Command command) {
        add("command", describe(command));
    }

    @Override
    public void onAccepted(Command command) {
        add("accepted", describe(command));
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        add("rejected", instrument, orderId, account, session, reason);
    }

    @Override
    public void onTrade(Trade trade) {
        add("trade", describe(trade));
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        add("rested", instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        add("refreshed", instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        add("reduced", instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        add("removed", instrument, orderId, side, price, shown);
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        add("cancelled", instrument, orderId, account, session, open, reason);
    }

    @Override
    public void onReplaced(
            int instrument, long orderId, long account, int session, long price, long open) {
        add("replaced", instrument, orderId, account, session, price, open);
    }

    @Override
    public void onTriggered(int instrument, long orderId, OrderType type) {
        add("triggered", instrument, orderId, type);
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        add("phase", instrument, phase, untilNanos);
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        add("indication", instrument, price, quantity, surplus);
    }

    @Override
    public void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {
        add("self-trade", instrument, makerOrderId, takerOrderId, quantity);
    }

    @Override
    public void onDone(Command command, long count) {
        add("done", describe(command), count);
    }
}
