package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Increments as bytes: little-endian, 24 bytes of header, then what the kind has, on the page
 * {@code matching-engine-encoding} of the reference. Allocates nothing. No state: any thread may
 * call it.
 */
@SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
public final class IncrementCodec {
    /** The version of the encoding, in each increment's third byte. */
    public static final int VERSION = 1;

    /** The longest encoding of an increment. */
    public static final int MAX_BYTES = 56;

    private static final int BODY = 24;
    private static final byte[] LENGTHS = {48, 48, 56, 48, 40, 40, 32, 48, 48};
    private static final IncrementKind[] KINDS = IncrementKind.values();
    private static final Side[] SIDES = Side.values();
    private static final Phase[] PHASES = Phase.values();

    private IncrementCodec() {}

    /**
     * Writes an increment. The buffer's position and limit stay as they are.
     *
     * @param increment the increment
     * @param to where to
     * @param offset where its first byte goes; {@link #MAX_BYTES} from there on always suffice
     * @return how many bytes were written, a multiple of 8
     * @throws IndexOutOfBoundsException if there is no room; some bytes may have been written
     * @throws IllegalArgumentException if the buffer is not little-endian
     */
    public static int encode(Increment increment, ByteBuffer to, int offset) {
        requireLittleEndian(to);
        int kind = increment.kind.ordinal();
        int length = LENGTHS[kind];
        int detail = increment.side.ordinal();
        int body = offset + BODY;
        switch (increment.kind) {
            case ADD, REFRESH, REDUCE -> {
                to.putLong(body, increment.orderId);
                to.putLong(body + 8, increment.price);
                to.putLong(body + 16, increment.shown);
            }
            case EXECUTE -> {
                to.putLong(body, increment.orderId);
                to.putLong(body + 8, increment.price);
                to.putLong(body + 16, increment.shown);
                to.putLong(body + 24, increment.quantity);
            }
            case DELETE -> {
                to.putLong(body, increment.orderId);
                to.putLong(body + 8, increment.price);
            }
            case TRADE -> {
                detail |= increment.auction ? 2 : 0;
                to.putLong(body, increment.price);
                to.putLong(body + 8, increment.quantity);
            }
            case PHASE -> {
                detail = increment.phase.ordinal();
                to.putLong(body, increment.untilNanos);
            }
            case INDICATION -> {
                detail = 0;
                to.putLong(body, increment.price);
                to.putLong(body + 8, increment.quantity);
                to.putLong(body + 16, increment.surplus);
            }
            case LEVEL -> {
                to.putLong(body, increment.price);
                to.putLong(body + 8, increment.shown);
                to.putLong(body + 16, increment.count & 0xFFFF_FFFFL);
            }
        }
        int word = length >> 3 | kind << 8 | VERSION << 16 | detail << 24;
        to.putLong(offset, (word & 0xFFFF_FFFFL) | (long) increment.instrument << 32);
        to.putLong(offset + 8, increment.sequence);
        to.putLong(offset + 16, increment.timeNanos);
        return length;
    }

    /**
     * Reads an increment; fields that its kind does not have stay as they are.
     *
     * @param from where from
     * @param offset where its first byte is
     * @param available how many bytes there are at least
     * @param into is filled
     * @return how many bytes it has
     * @throws EncodingException if the bytes are no increment; {@code into} may then hold anything
     * @throws IndexOutOfBoundsException if {@code from} has no such bytes
     * @throws IllegalArgumentException if the buffer is not little-endian
     */
    public static int decode(ByteBuffer from, int offset, int available, Increment into) {
        requireLittleEndian(from);
        Objects.checkFromIndexSize(offset, available, from.limit());
        if (available < BODY) {
            throw new EncodingException(
                    "an increment has " + available + " bytes: it takes " + BODY + " or more");
        }
        long head = from.getLong(offset);
        int kind = (int) (head >>> 8) & 0xFF;
        int version = (int) (head >>> 16) & 0xFF;
        if (version != VERSION) {
            throw new EncodingException(
                    "an increment's version is " + version + ": this release reads " + VERSION);
        }
        if (kind >= KINDS.length) {
            throw new EncodingException(
                    "an increment's kind is " + kind + ": use 0 to " + (KINDS.length - 1));
        }
        int length = LENGTHS[kind];
        if (((int) head & 0xFF) << 3 != length || length > available) {
            throw new EncodingException(KINDS[kind] + " does not have its " + length + " bytes");
        }
        into.kind = KINDS[kind];
        into.instrument = (int) (head >>> 32);
        into.sequence = from.getLong(offset + 8);
        into.timeNanos = from.getLong(offset + 16);
        decodeBody(from, offset + BODY, (int) (head >>> 24) & 0xFF, into);
        return length;
    }

    private static void decodeBody(ByteBuffer from, int body, int detail, Increment into) {
        switch (into.kind) {
            case ADD, REFRESH, REDUCE -> {
                decodeOrder(from, body, detail, into);
                into.shown = from.getLong(body + 16);
            }
            case EXECUTE -> {
                decodeOrder(from, body, detail, into);
                into.shown = from.getLong(body + 16);
                into.quantity = from.getLong(body + 24);
            }
            case DELETE -> decodeOrder(from, body, detail, into);
            case TRADE -> {
                into.auction = (requireBelow(4, detail, "detail") & 2) != 0;
                into.side = SIDES[detail & 1];
                into.price = from.getLong(body);
                into.quantity = from.getLong(body + 8);
            }
            case PHASE -> {
                into.phase = PHASES[requireBelow(PHASES.length, detail, "phase")];
                into.untilNanos = from.getLong(body);
            }
            case INDICATION -> {
                into.price = from.getLong(body);
                into.quantity = from.getLong(body + 8);
                into.surplus = from.getLong(body + 16);
            }
            case LEVEL -> {
                into.side = SIDES[requireBelow(SIDES.length, detail, "side")];
                into.price = from.getLong(body);
                into.shown = from.getLong(body + 8);
                into.count = (int) from.getLong(body + 16);
            }
        }
    }

    private static void decodeOrder(ByteBuffer from, int body, int detail, Increment into) {
        into.side = SIDES[requireBelow(SIDES.length, detail, "side")];
        into.orderId = from.getLong(body);
        into.price = from.getLong(body + 8);
    }

    private static int requireBelow(int bound, int value, String name) {
        if (value >= bound) {
            throw new EncodingException(name + " is " + value + ": use 0 to " + (bound - 1));
        }
        return value;
    }

    static void requireLittleEndian(ByteBuffer buffer) {
        if (buffer.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException(
                    "the buffer is BIG_ENDIAN: call order(ByteOrder.LITTLE_ENDIAN) on it");
        }
    }
}
