package dev.kanishk.matching.engine;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters that one thread writes and any thread reads. They are stored once a batch, without a
 * fence, 128 bytes away from what other threads write.
 */
final class ShardCounters {
    static final int COMMANDS = 16;
    static final int EVENTS = 17;
    static final int BATCHES = 18;
    static final int JOURNAL_BYTES = 19;
    static final int LAST_SEQUENCE = 20;
    static final int TOLD_SEQUENCE = 21;
    static final int TIME_COMMANDS = 22;
    static final int WAITS_FOR_DISK = 23;
    static final int LISTENER_FAILURES = 24;
    static final int CHECKED_AHEAD = 25;
    private static final int LENGTH = 48;

    private final AtomicLongArray values = new AtomicLongArray(LENGTH);

    void set(int counter, long value) {
        values.setOpaque(counter, value);
    }

    void add(int counter, long change) {
        values.setOpaque(counter, values.getPlain(counter) + change);
    }

    long get(int counter) {
        return values.getOpaque(counter);
    }
}
