package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Phase;
import java.util.Arrays;

/** Every event with every value, as numbers, so that two streams compare fast. */
@SuppressWarnings("EnumOrdinal") // numbers compare fast, and nothing keeps them
final class EventLog implements BookListener {
    private static final String[] NAMES = {
        "command sequence",
        "accepted id",
        "rejected instrument id account session rejectReason",
        "trade instrument price quantity maker taker takerSide makerOpen makerShown takerOpen"
                + " takerShown makerAccount takerAccount makerSession takerSession makerFee"
                + " takerFee auction",
        "rested instrument id side price shown open",
        "refreshed instrument id side price shown open",
        "reduced instrument id side price shown open",
        "removed instrument id side price shown",
        "selfTrade instrument maker taker quantity",
        "cancelled instrument id account session open cancelReason",
        "replaced instrument id account session price open",
        "triggered instrument id type",
        "phase instrument phase until",
        "indication instrument price quantity surplus",
        "done sequence count"
    };
    private static final String[][] FIELDS =
            Arrays.stream(NAMES).map(n -> n.split(" ", -1)).toArray(String[][]::new);

    private long[] values = new long[256];
    private int size;

    void clear() {
        size = 0;
    }

    boolean sameAs(EventLog other) {
        return Arrays.equals(values, 0, size, other.values, 0, other.size);
    }

    private void add(int kind, long... fields) {
        if (size + fields.length + 1 > values.length) {
            values = Arrays.copyOf(values, 2 * values.length + fields.length);
        }
        values[size++] = kind;
        System.arraycopy(fields, 0, values, size, fields.length);
        size += fields.length;
    }

    /** One line an event. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; ) {
            String[] fields = FIELDS[(int) values[i++]];
            text.append("    ").append(fields[0]);
            for (int f = 1; f < fields.length; f++) {
                text.append(' ').append(fields[f]).append('=').append(word(fields[f], values[i++]));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String word(String field, long value) {
        if (value == Command.ABSENT) {
            return "-";
        }
        return switch (field) {
            case "side", "takerSide" -> Side.values()[(int) value].name();
            case "type" -> OrderType.values()[(int) value].name();
            case "phase" -> Phase.values()[(int) value].name();
            case "rejectReason" -> RejectReason.values()[(int) value].name();
            case "cancelReason" -> CancelReason.values()[(int) value].name();
            default -> Long.toString(value);
        };
    }

    @Override
    public void onCommand(Command command) {
        add(0, command.sequence);
    }

    @Override
    public void onAccepted(Command command) {
        add(1, command.orderId);
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        add(2, instrument, orderId, account, session, reason.ordinal());
    }

    @Override
    public void onTrade(Trade trade) {
        add(
                3,
                trade.instrument,
                trade.price,
                trade.quantity,
                trade.makerOrderId,
                trade.takerOrderId,
                trade.takerSide.ordinal(),
                trade.makerOpen,
                trade.makerShown,
                trade.takerOpen,
                trade.takerShown,
                trade.makerAccount,
                trade.takerAccount,
                trade.makerSession,
                trade.takerSession,
                trade.makerFee,
                trade.takerFee,
                trade.auction ? 1 : 0);
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        add(4, instrument, orderId, side.ordinal(), price, shown, open);
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        add(5, instrument, orderId, side.ordinal(), price, shown, open);
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        add(6, instrument, orderId, side.ordinal(), price, shown, open);
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        add(7, instrument, orderId, side.ordinal(), price, shown);
    }

    @Override
    public void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {
        add(8, instrument, makerOrderId, takerOrderId, quantity);
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        add(9, instrument, orderId, account, session, open, reason.ordinal());
    }

    @Override
    public void onReplaced(
            int instrument, long orderId, long account, int session, long price, long open) {
        add(10, instrument, orderId, account, session, price, open);
    }

    @Override
    public void onTriggered(int instrument, long orderId, OrderType type) {
        add(11, instrument, orderId, type.ordinal());
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        add(12, instrument, phase.ordinal(), untilNanos);
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        add(13, instrument, price, quantity, surplus);
    }

    @Override
    public void onDone(Command command, long count) {
        add(14, command.sequence, count);
    }
}
