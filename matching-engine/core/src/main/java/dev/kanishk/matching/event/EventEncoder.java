package dev.kanishk.matching.event;

import static dev.kanishk.matching.event.EventLayout.unsigned;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;
import java.nio.ByteBuffer;

/**
 * Writes what the books tell into an {@link EventBuffer}, one event a call, numbered without a gap.
 * What a command's events have in common (its sequence, reference, time, session and all it asked
 * for) is written once, with {@link #onCommand}. Allocates nothing. Belongs to the thread of the
 * books.
 */
@SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
public final class EventEncoder implements BookListener {
    /** Decoders refuse events of another major version. */
    public static final int MAJOR_VERSION = 1;

    /** Decoders skip the types, and the fields at an event's end, of newer minor versions. */
    public static final int MINOR_VERSION = 0;

    private final EventBuffer buffer;
    private final ByteBuffer memory;

    /**
     * Makes an encoder.
     *
     * @param buffer where the events go
     */
    public EventEncoder(EventBuffer buffer) {
        this.buffer = buffer;
        memory = buffer.memory();
    }

    @Override
    public void onCommand(Command command) {
        int offset = buffer.claim(EventLayout.BODY + 8 + CommandCodec.MAX_BYTES);
        int length =
                EventLayout.BODY
                        + 8
                        + CommandCodec.encode(command, memory, offset + EventLayout.BODY + 8);
        buffer.giveBack(EventLayout.BODY + 8 + CommandCodec.MAX_BYTES - length);
        header(offset, length, EventLayout.COMMAND, 0, command.instrument);
        memory.putLong(offset + 16, command.sequence);
    }

    @Override
    public void onAccepted(Command command) {
        int offset = begin(EventLayout.ACCEPTED, 0, command.instrument);
        memory.putLong(offset + 16, command.orderId);
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        int offset = begin(EventLayout.REJECTED, reason.ordinal(), instrument);
        memory.putLong(offset + 16, orderId);
        memory.putLong(offset + 24, account);
        memory.putLong(offset + 32, unsigned(session));
    }

    @Override
    public void onTrade(Trade trade) {
        int detail = trade.takerSide.ordinal() | (trade.auction ? 2 : 0);
        int offset = begin(EventLayout.TRADE, detail, trade.instrument);
        memory.putLong(offset + 16, trade.price);
        memory.putLong(offset + 24, trade.quantity);
        memory.putLong(offset + 32, trade.makerOrderId);
        memory.putLong(offset + 40, trade.takerOrderId);
        memory.putLong(offset + 48, trade.makerOpen);
        memory.putLong(offset + 56, trade.takerOpen);
        memory.putLong(offset + 64, trade.makerShown);
        memory.putLong(offset + 72, trade.takerShown);
        memory.putLong(offset + 80, trade.makerAccount);
        memory.putLong(offset + 88, trade.takerAccount);
        memory.putLong(offset + 96, unsigned(trade.makerSession) | (long) trade.takerSession << 32);
        memory.putLong(offset + 104, trade.makerFee);
        memory.putLong(offset + 112, trade.takerFee);
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        order(EventLayout.RESTED, instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        order(EventLayout.REFRESHED, instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        order(EventLayout.REDUCED, instrument, orderId, side, price, shown, open);
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        int offset = begin(EventLayout.REMOVED, side.ordinal(), instrument);
        memory.putLong(offset + 16, orderId);
        memory.putLong(offset + 24, price);
        memory.putLong(offset + 32, shown);
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long open,
            CancelReason reason) {
        int offset = begin(EventLayout.CANCELLED, reason.ordinal(), instrument);
        memory.putLong(offset + 16, orderId);
        memory.putLong(offset + 24, account);
        memory.putLong(offset + 32, unsigned(session));
        memory.putLong(offset + 40, open);
    }

    @Override
    public void onReplaced(
            int instrument, long orderId, long account, int session, long price, long open) {
        int offset = begin(EventLayout.REPLACED, 0, instrument);
        memory.putLong(offset + 16, orderId);
        memory.putLong(offset + 24, account);
        memory.putLong(offset + 32, unsigned(session));
        memory.putLong(offset + 40, price);
        memory.putLong(offset + 48, open);
    }

    @Override
    public void onTriggered(int instrument, long orderId, OrderType type) {
        int offset = begin(EventLayout.TRIGGERED, type.ordinal(), instrument);
        memory.putLong(offset + 16, orderId);
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        int offset = begin(EventLayout.PHASE, phase.ordinal(), instrument);
        memory.putLong(offset + 16, untilNanos);
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        int offset = begin(EventLayout.INDICATION, 0, instrument);
        memory.putLong(offset + 16, price);
        memory.putLong(offset + 24, quantity);
        memory.putLong(offset + 32, surplus);
    }

    @Override
    public void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {
        int offset = begin(EventLayout.SELF_TRADE, 0, instrument);
        memory.putLong(offset + 16, makerOrderId);
        memory.putLong(offset + 24, takerOrderId);
        memory.putLong(offset + 32, quantity);
    }

    @Override
    public void onDone(Command command, long count) {
        int offset = begin(EventLayout.DONE, 0, command.instrument);
        memory.putLong(offset + 16, count);
    }

    private void order(
            int type, int instrument, long orderId, Side side, long price, long shown, long open) {
        int offset = begin(type, side.ordinal(), instrument);
        memory.putLong(offset + 16, orderId);
        memory.putLong(offset + 24, price);
        memory.putLong(offset + 32, shown);
        memory.putLong(offset + 40, open);
    }

    private int begin(int type, int detail, int instrument) {
        int length = EventLayout.lengthOf(type);
        int offset = buffer.claim(length);
        header(offset, length, type, detail, instrument);
        return offset;
    }

    private void header(int offset, int length, int type, int detail, int instrument) {
        memory.putLong(offset, EventLayout.head(length, type, detail, instrument));
        memory.putLong(offset + EventLayout.SEQUENCE, buffer.takeSequence());
    }
}
