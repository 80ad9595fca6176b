package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.CommandCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/*
 * The bounded way from any number of threads to a shard.
 *
 * Layout. Off the heap, in one piece:
 *
 *     0     tail      positions claimed so far; its highest bit is set once the ring is closed
 *     128   limit     a position that may be claimed below of; follows head, and may lag behind it
 *     256   head      positions read so far, as far as the reader has told
 *     384   slots     SLOT_BYTES each, aligned to cache lines:
 *                     +0   position + 1, once the command is there
 *                     +8   length of the command, 0 for a claim that was given up
 *                     +16  the verdict of a check ahead (see PreChecks)
 *                     +24  the command, as CommandCodec writes it
 *
 * tail, limit and head lie 128 bytes apart, since processors fetch lines in pairs. An order without
 * rare fields and what stands before it take the first two lines of a slot; the third is there for
 * instruments.
 *
 * Happens-before. A writer claims a position by compare-and-set of tail, so it alone writes the
 * slot; it stores position + 1 with release, and the reader loads it with acquire before it reads
 * the rest. The reader stores head after it has read the slots before it; a writer claims only
 * below head + capacity, loaded with acquire, directly or by way of limit. So the slot is read
 * before it is written again. limit may go back when two writers store it: it is then too low, and
 * the next writer that meets it looks at head.
 *
 * Closing sets the highest bit of tail, so that a claim either came before, and is read, or fails.
 *
 * Why compare-and-set and not getAndAdd: getAndAdd cannot be taken back, so a full ring would have
 * to be waited for. Here it is an answer.
 */
final class CommandRing {
    /** Instead of a position: there is no room. */
    static final long FULL = -1;

    /** Instead of a position: the ring takes no more. */
    static final long CLOSED = -2;

    /** The most slots; positions in verdicts are told apart by it. */
    static final int CAPACITY_MAX = 1 << 19;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final int TAIL = 0;
    private static final int LIMIT = 128;
    private static final int HEAD = 256;
    private static final int SLOTS = 384;
    private static final int LENGTH = 8;
    private static final int VERDICT = 16;
    private static final int COMMAND = 24;
    private static final long CLOSED_BIT = Long.MIN_VALUE;
    private static final long LINE_BYTES = 64;

    private static final long SLOT_BYTES =
            (COMMAND + CommandCodec.MAX_BYTES + LINE_BYTES - 1) & -LINE_BYTES;

    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private final int capacity;
    private final int mask;

    /** The reader's own count of what it has read. */
    private long next;

    /**
     * Makes an empty ring.
     *
     * @param capacity slots, a power of two, up to {@link #CAPACITY_MAX}
     */
    CommandRing(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 2 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "ring capacity is "
                            + capacity
                            + ": use a power of two from 2 to "
                            + CAPACITY_MAX);
        }
        this.capacity = capacity;
        this.mask = capacity - 1;
        this.memory = Arena.ofAuto().allocate(SLOTS + capacity * SLOT_BYTES, 2 * LINE_BYTES);
        this.bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        LONG.setVolatile(memory, (long) LIMIT, (long) capacity);
    }

    int capacity() {
        return capacity;
    }

    /** The memory that {@link #command} is an index in; only to be used by index. */
    ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Claims the next position, to be published or abandoned at once.
     *
     * @return the position, {@link #FULL} or {@link #CLOSED}
     */
    long claim() {
        long limit = (long) LONG.getAcquire(memory, (long) LIMIT);
        while (true) {
            long tail = (long) LONG.getVolatile(memory, (long) TAIL);
            if (tail < 0) {
                return CLOSED;
            }
            if (tail >= limit) {
                limit = (long) LONG.getAcquire(memory, (long) HEAD) + capacity;
                if (tail >= limit) {
                    return FULL;
                }
                LONG.setRelease(memory, (long) LIMIT, limit);
            }
            if (LONG.compareAndSet(memory, (long) TAIL, tail, tail + 1)) {
                return tail;
            }
        }
    }

    /** Where the command of a position is. */
    int command(long position) {
        return (int) slot(position) + COMMAND;
    }

    /** Hands a claimed position to the reader. */
    void publish(long position, int length) {
        long slot = slot(position);
        memory.set(ValueLayout.JAVA_INT, slot + LENGTH, length);
        LONG.setRelease(memory, slot, position + 1);
    }

    /** Gives a claimed position up: the reader passes over it. */
    void abandon(long position) {
        publish(position, 0);
    }

    /** Takes no more. What was claimed before is still read. */
    void close() {
        LONG.getAndBitwiseOr(memory, (long) TAIL, CLOSED_BIT);
    }

    /** Positions claimed so far; may be old when it arrives. */
    long claimed() {
        return (long) LONG.getVolatile(memory, (long) TAIL) & ~CLOSED_BIT;
    }

    /** Positions claimed and not yet told to be read; may be old when it arrives. */
    long size() {
        long head = (long) LONG.getAcquire(memory, (long) HEAD);
        return Math.max(0, claimed() - head);
    }

    /** The reader: whether the next position is there to be read. */
    boolean hasNext() {
        return isPublished(next);
    }

    /** Whether a position was published and not yet claimed again. */
    boolean isPublished(long position) {
        return (long) LONG.getAcquire(memory, slot(position)) == position + 1;
    }

    /** The reader: the position that it reads next. */
    long next() {
        return next;
    }

    /** The length of the command of a published position; 0 if it was given up. */
    int length(long position) {
        return memory.get(ValueLayout.JAVA_INT, slot(position) + LENGTH);
    }

    /** The verdict word of a position. */
    long verdict(long position) {
        return (long) LONG.getAcquire(memory, slot(position) + VERDICT);
    }

    /** Sets the verdict word of a position. */
    void setVerdict(long position, long word) {
        LONG.setRelease(memory, slot(position) + VERDICT, word);
    }

    /** The reader: goes on to the next position. Its slot stays its own until told. */
    void advance() {
        next++;
    }

    /** The reader: tells writers what it has read; a full fence. */
    void tellRead() {
        LONG.setVolatile(memory, (long) HEAD, next);
    }

    /** The reader: whether all that was ever claimed is read, and no more can be. */
    boolean isClosedAndEmpty() {
        return (long) LONG.getVolatile(memory, (long) TAIL) == (next | CLOSED_BIT);
    }

    private long slot(long position) {
        return SLOTS + (position & mask) * SLOT_BYTES;
    }
}
