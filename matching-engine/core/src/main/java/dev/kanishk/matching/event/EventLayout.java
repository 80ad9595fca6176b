package dev.kanishk.matching.event;

/**
 * How events lie in memory: little-endian, each a multiple of 8 bytes. The first 16 are the same in
 * all: one word of length in eights, type, version, detail (one byte each) and instrument, then the
 * event's sequence. The fields of each type are on the page {@code matching-engine-encoding} of the
 * reference.
 */
final class EventLayout {
    /** The major version in the upper four bits, the minor one in the lower four. */
    static final int VERSION = EventEncoder.MAJOR_VERSION << 4 | EventEncoder.MINOR_VERSION;

    static final int SEQUENCE = 8;
    static final int BODY = 16;

    /** What the ring is filled up with where an event would not lie in one piece. */
    static final int PADDING = 0;

    static final int COMMAND = 1;
    static final int ACCEPTED = 2;
    static final int REJECTED = 3;
    static final int TRADE = 4;
    static final int RESTED = 5;
    static final int REFRESHED = 6;
    static final int REDUCED = 7;
    static final int REMOVED = 8;
    static final int CANCELLED = 9;
    static final int REPLACED = 10;
    static final int TRIGGERED = 11;
    static final int PHASE = 12;
    static final int INDICATION = 13;
    static final int DONE = 14;
    static final int SELF_TRADE = 15;

    /** The least length of each type. */
    private static final byte[] LENGTHS = {
        8, 24, 24, 40, 120, 48, 48, 48, 40, 48, 56, 24, 24, 40, 24, 40
    };

    static final int TYPES = LENGTHS.length;

    private EventLayout() {}

    static int lengthOf(int type) {
        return LENGTHS[type];
    }

    static long head(int length, int type, int detail, int instrument) {
        return length >> 3
                | type << 8
                | VERSION << 16
                | (detail & 0xFFL) << 24
                | (long) instrument << 32;
    }

    static long unsigned(int value) {
        return value & 0xFFFF_FFFFL;
    }
}
