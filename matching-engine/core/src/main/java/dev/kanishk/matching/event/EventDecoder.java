package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Tells a {@link BookListener} what an {@link EventEncoder} wrote, with the same calls in the same
 * order. It keeps the command that events belong to, so a stream is decoded by one decoder, from a
 * {@code COMMAND} event on. Allocates nothing, except for the records that a command carries. Not
 * thread-safe.
 *
 * <p>Types that a newer minor version added are skipped, and so are fields that it added at the end
 * of an event. Another major version is refused.
 */
public final class EventDecoder {
    private static final Side[] SIDES = Side.values();
    private static final OrderType[] TYPES = OrderType.values();
    private static final RejectReason[] REJECT_REASONS = RejectReason.values();
    private static final CancelReason[] CANCEL_REASONS = CancelReason.values();
    private static final Phase[] PHASES = Phase.values();

    private final Command command = new Command();
    private final Trade trade = new Trade();
    private long sequence;

    /** Makes a decoder that has seen nothing yet. */
    public EventDecoder() {}

    /**
     * Returns the sequence of the event that was told last, or is being told. Sequences have no
     * gap: one that is not 1 more than the one before shows that events were lost.
     *
     * @return the sequence, 0 before the first event
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns the sequence of the command that this event belongs to.
     *
     * @return the sequence, 0 before the first command
     */
    public long commandSequence() {
        return command.sequence;
    }

    /**
     * Tells events.
     *
     * @param from where they are
     * @param offset where the first begins
     * @param lengthBytes how long they are together
     * @param listener is told
     * @return how many events there were, skipped ones included
     * @throws EncodingException if the bytes are not whole events of this major version; those
     *     before have been told
     * @throws IndexOutOfBoundsException if {@code from} has no such bytes
     * @throws IllegalArgumentException if the buffer is not little-endian
     */
    public long decode(ByteBuffer from, int offset, int lengthBytes, BookListener listener) {
        if (from.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException(
                    "the buffer is BIG_ENDIAN: call order(ByteOrder.LITTLE_ENDIAN) on it");
        }
        Objects.checkFromIndexSize(offset, lengthBytes, from.limit());
        long count = 0;
        int at = offset;
        int end = offset + lengthBytes;
        while (at < end) {
            if (end - at < Long.BYTES) {
                throw new EncodingException("an event has " + (end - at) + " bytes: 8 at least");
            }
            long first = from.getLong(at);
            int length = length(first);
            int type = type(first);
            require(first, length, type, end - at);
            if (type != EventLayout.PADDING) {
                count++;
                sequence = from.getLong(at + EventLayout.SEQUENCE);
                tell(from, at, first, listener);
            }
            at += length;
        }
        return count;
    }

    static int length(long first) {
        return ((int) first & 0xFF) << 3;
    }

    static int type(long first) {
        return (int) (first >>> 8) & 0xFF;
    }

    private static int detail(long first) {
        return (int) (first >>> 24) & 0xFF;
    }

    private static void require(long first, int length, int type, int available) {
        int version = (int) (first >>> 16) & 0xFF;
        boolean isNewer = version > EventLayout.VERSION;
        boolean isKnown = type < EventLayout.TYPES;
        int least = isKnown ? EventLayout.lengthOf(type) : EventLayout.BODY;
        boolean fits =
                length == least
                        || (length > least
                                && (isNewer
                                        || type == EventLayout.COMMAND
                                        || type == EventLayout.PADDING));
        if (version >> 4 != EventEncoder.MAJOR_VERSION
                || (!isKnown && !isNewer)
                || !fits
                || length > available) {
            throw refusal(version, length, type, available);
        }
    }

    private static EncodingException refusal(int version, int length, int type, int available) {
        if (version >> 4 != EventEncoder.MAJOR_VERSION) {
            return new EncodingException(
                    "an event has version "
                            + (version >> 4)
                            + "."
                            + (version & 0xF)
                            + ": this release reads versions "
                            + EventEncoder.MAJOR_VERSION
                            + ".x, use one that reads it");
        }
        if (type >= EventLayout.TYPES) {
            return new EncodingException(
                    "an event's type is " + type + ": version 1.0 has 0 to 15");
        }
        return new EncodingException(
                "an event of type "
                        + type
                        + " has "
                        + length
                        + " bytes, of which "
                        + available
                        + " are there: it takes "
                        + EventLayout.lengthOf(type));
    }

    private void tell(ByteBuffer from, int at, long first, BookListener to) {
        int instrument = (int) (first >>> 32);
        int detail = detail(first);
        int a = at + EventLayout.BODY;
        switch (type(first)) {
            case EventLayout.COMMAND -> {
                CommandCodec.decode(from, a + 8, length(first) - EventLayout.BODY - 8, command);
                command.sequence = from.getLong(a);
                to.onCommand(command);
            }
            case EventLayout.ACCEPTED -> to.onAccepted(current());
            case EventLayout.REJECTED ->
                    to.onRejected(
                            instrument,
                            from.getLong(a),
                            from.getLong(a + 8),
                            (int) from.getLong(a + 16),
                            pick(REJECT_REASONS, detail, "reject reason"));
            case EventLayout.TRADE -> tellTrade(from, a, instrument, detail, to);
            case EventLayout.RESTED, EventLayout.REFRESHED, EventLayout.REDUCED ->
                    tellOrder(from, a, first, to);
            case EventLayout.REMOVED ->
                    to.onRemoved(
                            instrument,
                            from.getLong(a),
                            pick(SIDES, detail, "side"),
                            from.getLong(a + 8),
                            from.getLong(a + 16));
            default -> tellRare(from, a, first, to);
        }
    }

    private void tellRare(ByteBuffer from, int a, long first, BookListener to) {
        int instrument = (int) (first >>> 32);
        int detail = detail(first);
        switch (type(first)) {
            case EventLayout.CANCELLED ->
                    to.onCancelled(
                            instrument,
                            from.getLong(a),
                            from.getLong(a + 8),
                            (int) from.getLong(a + 16),
                            from.getLong(a + 24),
                            pick(CANCEL_REASONS, detail, "cancel reason"));
            case EventLayout.REPLACED ->
                    to.onReplaced(
                            instrument,
                            from.getLong(a),
                            from.getLong(a + 8),
                            (int) from.getLong(a + 16),
                            from.getLong(a + 24),
                            from.getLong(a + 32));
            case EventLayout.TRIGGERED ->
                    to.onTriggered(instrument, from.getLong(a), pick(TYPES, detail, "order type"));
            case EventLayout.PHASE ->
                    to.onPhase(instrument, pick(PHASES, detail, "phase"), from.getLong(a));
            case EventLayout.SELF_TRADE ->
                    to.onSelfTrade(
                            instrument, from.getLong(a), from.getLong(a + 8), from.getLong(a + 16));
            case EventLayout.INDICATION ->
                    to.onIndication(
                            instrument, from.getLong(a), from.getLong(a + 8), from.getLong(a + 16));
            case EventLayout.DONE -> to.onDone(current(), from.getLong(a));
            default -> {}
        }
    }

    private static void tellOrder(ByteBuffer from, int a, long first, BookListener to) {
        int instrument = (int) (first >>> 32);
        Side side = pick(SIDES, detail(first), "side");
        long orderId = from.getLong(a);
        long price = from.getLong(a + 8);
        long shown = from.getLong(a + 16);
        long open = from.getLong(a + 24);
        switch (type(first)) {
            case EventLayout.RESTED -> to.onRested(instrument, orderId, side, price, shown, open);
            case EventLayout.REFRESHED ->
                    to.onRefreshed(instrument, orderId, side, price, shown, open);
            default -> to.onReduced(instrument, orderId, side, price, shown, open);
        }
    }

    private void tellTrade(ByteBuffer from, int a, int instrument, int detail, BookListener to) {
        if (detail > 3) {
            throw new EncodingException("a trade's detail is " + detail + ": use 0 to 3");
        }
        trade.instrument = instrument;
        trade.takerSide = SIDES[detail & 1];
        trade.auction = (detail & 2) != 0;
        trade.price = from.getLong(a);
        trade.quantity = from.getLong(a + 8);
        trade.makerOrderId = from.getLong(a + 16);
        trade.takerOrderId = from.getLong(a + 24);
        trade.makerOpen = from.getLong(a + 32);
        trade.takerOpen = from.getLong(a + 40);
        trade.makerShown = from.getLong(a + 48);
        trade.takerShown = from.getLong(a + 56);
        trade.makerAccount = from.getLong(a + 64);
        trade.takerAccount = from.getLong(a + 72);
        long sessions = from.getLong(a + 80);
        trade.makerSession = (int) sessions;
        trade.takerSession = (int) (sessions >>> 32);
        trade.makerFee = from.getLong(a + 88);
        trade.takerFee = from.getLong(a + 96);
        to.onTrade(trade);
    }

    private Command current() {
        if (command.sequence == 0) {
            throw new EncodingException(
                    "event " + sequence + " comes before any command: begin at a COMMAND event");
        }
        return command;
    }

    private static <E> E pick(E[] values, int ordinal, String name) {
        if (ordinal >= values.length) {
            throw new EncodingException(
                    "the " + name + " is " + ordinal + ": use 0 to " + (values.length - 1));
        }
        return values[ordinal];
    }
}
