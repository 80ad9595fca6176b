package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.EncodingException;
import dev.kanishk.matching.instrument.Phase;
import java.nio.ByteBuffer;
import java.util.Objects;

/** How a snapshot lies in memory: 72 bytes of header, then 24 for each order or level. */
final class SnapshotLayout {
    static final int VERSION = 1;
    static final int ORDERS = 3;
    static final int LEVELS = 2;
    static final int HEADER_BYTES = 72;
    static final int ENTRY_BYTES = 24;

    static final int LENGTH = 8;
    static final int SEQUENCE = 16;
    static final int TIME = 24;
    static final int PHASE = 32;
    static final int UNTIL = 40;
    static final int LAST_PRICE = 48;
    static final int LAST_QUANTITY = 56;
    static final int BIDS = 64;
    static final int OFFERS = 68;

    private static final Phase[] PHASES = Phase.values();

    private SnapshotLayout() {}

    static int bytes(int entries) {
        return Math.addExact(HEADER_BYTES, Math.multiplyExact(ENTRY_BYTES, entries));
    }

    static long head(int kind, int instrument) {
        return kind | VERSION << 8 | (long) instrument << 32;
    }

    /** Checks the header against what is expected and there. */
    static void require(ByteBuffer from, int offset, int length, int kind, int instrument) {
        IncrementCodec.requireLittleEndian(from);
        Objects.checkFromIndexSize(offset, length, from.limit());
        if (length < HEADER_BYTES) {
            throw new EncodingException(
                    "a snapshot has " + length + " bytes: it takes " + HEADER_BYTES + " or more");
        }
        long head = from.getLong(offset);
        int version = (int) (head >>> 8) & 0xFF;
        if (version != VERSION) {
            throw new EncodingException(
                    "a snapshot's version is " + version + ": this release reads " + VERSION);
        }
        if (head != head(kind, instrument)) {
            throw new EncodingException(
                    "a snapshot of kind "
                            + (head & 0xFF)
                            + " and instrument "
                            + (int) (head >>> 32)
                            + ": kind "
                            + kind
                            + " and instrument "
                            + instrument
                            + " were asked for");
        }
        int bids = from.getInt(offset + BIDS);
        int offers = from.getInt(offset + OFFERS);
        long expected = HEADER_BYTES + ENTRY_BYTES * ((long) bids + offers);
        if (bids < 0
                || offers < 0
                || expected != length
                || from.getLong(offset + LENGTH) != length) {
            throw new EncodingException(
                    "a snapshot of "
                            + bids
                            + " bids and "
                            + offers
                            + " offers has "
                            + length
                            + " bytes: it takes "
                            + expected);
        }
    }

    static Phase phase(ByteBuffer from, int offset) {
        int phase = from.get(offset + PHASE);
        if (phase < 0 || phase >= PHASES.length) {
            throw new EncodingException("a snapshot's phase is " + phase + ": use 0 to 5");
        }
        return PHASES[phase];
    }
}
