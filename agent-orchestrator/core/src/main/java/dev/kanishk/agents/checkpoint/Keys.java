package dev.kanishk.agents.checkpoint;

/*
 * An event's place is one number: the run's key in the upper half, the sequence in the lower. So
 * the events of a run lie side by side in one tree, without a second index, and the place is the
 * whole primary key.
 */
/** Places of events. */
final class Keys {
    static final long MAX_SEQUENCE = 0xFFFF_FFFFL;
    private static final int SEQUENCE_BITS = 32;
    private static final long MAX_KEY = Integer.MAX_VALUE;

    private Keys() {}

    static long place(long key, long sequence) {
        if (key > MAX_KEY || sequence > MAX_SEQUENCE) {
            throw new CheckpointException("the store is full: run " + key + ", event " + sequence);
        }
        return key << SEQUENCE_BITS | sequence;
    }

    /** What a snapshot's payload is bound to, so that it cannot stand in for the event there. */
    static long ofSnapshot(long place) {
        return ~place;
    }

    static long first(long key) {
        return key << SEQUENCE_BITS;
    }

    static long last(long key) {
        return key << SEQUENCE_BITS | MAX_SEQUENCE;
    }

    static long sequence(long place) {
        return place & MAX_SEQUENCE;
    }
}
