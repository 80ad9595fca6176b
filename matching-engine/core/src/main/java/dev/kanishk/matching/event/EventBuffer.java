package dev.kanishk.matching.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encoded events that wait until they may be told: a ring of fixed size off the heap.
 *
 * <p>An {@link EventEncoder} writes at the head. {@link #release(long, BookListener)} tells the
 * events from the tail on, in order, up to a command, and gives their room back. An event lies in
 * one piece; what is left at the ring's end is padded. Not thread-safe: encoder and release belong
 * to one thread.
 *
 * <h2>At the limit</h2>
 *
 * A command's events have no constant bound: a sweep trades with every order that it meets. The
 * encoder never fails for it. Before a command the engine asks {@link #hasRoomForCommand()}, and if
 * there is none it releases first: that is the bound on how far matching runs ahead of the disk. If
 * the ring is full in the middle of a command, {@link FullBuffer#makeRoom} is called there, and
 * makes room for at least the next event. Memory does not grow in either case.
 */
public final class EventBuffer {
    /** The least capacity. */
    public static final int CAPACITY_BYTES_MIN = 1 << 12;

    /** The greatest capacity. */
    public static final int CAPACITY_BYTES_MAX = 1 << 30;

    /** What {@link #hasRoomForCommand()} asks for: a command, and thirty trades and more. */
    public static final int COMMAND_BYTES = CAPACITY_BYTES_MIN;

    private final ByteBuffer memory;
    private final FullBuffer whenFull;
    private final EventDecoder decoder = new EventDecoder();
    private final int capacityBytes;

    /** Bytes written and released since the beginning; their difference is what waits. */
    private long head;

    private long tail;

    /** How far the head may go without looking: the tail's lap or the ring's end. */
    private long claimableEnd;

    private long nextSequence = 1;

    /**
     * Makes an empty buffer.
     *
     * @param capacityBytes its size; a power of two from {@link #CAPACITY_BYTES_MIN} to {@link
     *     #CAPACITY_BYTES_MAX}
     * @param whenFull makes room when it is full in the middle of a command
     * @throws IllegalArgumentException if the capacity is another
     */
    public EventBuffer(int capacityBytes, FullBuffer whenFull) {
        if (Integer.bitCount(capacityBytes) != 1
                || capacityBytes < CAPACITY_BYTES_MIN
                || capacityBytes > CAPACITY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "capacityBytes is "
                            + capacityBytes
                            + ": use a power of two from 4096 to 1073741824");
        }
        this.capacityBytes = capacityBytes;
        this.whenFull = whenFull;
        memory = ByteBuffer.allocateDirect(capacityBytes).order(ByteOrder.LITTLE_ENDIAN);
        claimableEnd = capacityBytes;
    }

    /**
     * Returns the sequence that the next event gets.
     *
     * @return the sequence, from 1
     */
    public long nextSequence() {
        return nextSequence;
    }

    /**
     * Sets the sequence that the next event gets, as a snapshot of the books keeps it.
     *
     * @param sequence the sequence, at least 1
     * @throws IllegalArgumentException if it is less
     * @throws IllegalStateException if events wait
     */
    public void startAt(long sequence) {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence is " + sequence + ": use 1 or more");
        }
        if (!isEmpty()) {
            throw new IllegalStateException("events wait: release or discard them first");
        }
        nextSequence = sequence;
    }

    /**
     * Returns the size of the ring.
     *
     * @return bytes
     */
    public int capacityBytes() {
        return capacityBytes;
    }

    /**
     * Returns what waits, padding included.
     *
     * @return bytes
     */
    public int usedBytes() {
        return (int) (head - tail);
    }

    /**
     * Tells whether nothing waits.
     *
     * @return true if no event waits
     */
    public boolean isEmpty() {
        return head == tail;
    }

    /**
     * Tells whether a command of usual size can be carried out without {@link FullBuffer}. An empty
     * buffer always has room.
     *
     * @return true if nothing waits or {@link #COMMAND_BYTES} are free
     */
    public boolean hasRoomForCommand() {
        return capacityBytes - (head - tail) >= COMMAND_BYTES;
    }

    /**
     * Tells the events up to a command, in order, and gives their room back. An event counts as
     * told once the listener is called, also if the listener throws: the exception comes out of
     * here, and the next call goes on with the event after it.
     *
     * @param throughCommandSequence the last command whose events are told; if it is not complete
     *     yet, what it has led to so far is told
     * @param listener is told
     * @return how many events were told
     */
    public long release(long throughCommandSequence, BookListener listener) {
        long count = 0;
        try {
            while (tail != head) {
                int offset = offset(tail);
                long first = memory.getLong(offset);
                int type = EventDecoder.type(first);
                if (type == EventLayout.COMMAND && isAfter(throughCommandSequence, offset)) {
                    break;
                }
                int length = EventDecoder.length(first);
                tail += length;
                if (type != EventLayout.PADDING) {
                    count++;
                    decoder.decode(memory, offset, length, listener);
                }
            }
        } finally {
            renewClaimable();
        }
        return count;
    }

    /**
     * Hands the events up to a command over as they are, in order and in one or two pieces, and
     * gives their room back.
     *
     * @param throughCommandSequence the last command whose events are handed over
     * @param to takes them; if it throws, its piece counts as taken
     * @return how many bytes were handed over
     */
    public long release(long throughCommandSequence, EventBytes to) {
        long total = 0;
        int length = releasePiece(throughCommandSequence, to);
        while (length > 0) {
            total += length;
            length = releasePiece(throughCommandSequence, to);
        }
        return total;
    }

    private int releasePiece(long throughCommandSequence, EventBytes to) {
        if (tail != head && EventDecoder.type(memory.getLong(offset(tail))) == 0) {
            freeTo(tail + EventDecoder.length(memory.getLong(offset(tail))));
        }
        int start = offset(tail);
        long end = tail;
        do {
            int offset = offset(end);
            if (end == head) {
                break;
            }
            long first = memory.getLong(offset);
            int type = EventDecoder.type(first);
            if (type == EventLayout.PADDING
                    || (type == EventLayout.COMMAND && isAfter(throughCommandSequence, offset))) {
                break;
            }
            end += EventDecoder.length(first);
        } while (offset(end) != 0);
        int length = (int) (end - tail);
        freeTo(end);
        if (length > 0) {
            to.onEvents(memory, start, length);
        }
        return length;
    }

    /** Forgets what waits, as a replay does that nobody listens to. Sequences go on. */
    public void discard() {
        freeTo(head);
    }

    ByteBuffer memory() {
        return memory;
    }

    long takeSequence() {
        return nextSequence++;
    }

    /** Returns the offset of so many bytes in one piece; they are written before the next call. */
    int claim(int bytes) {
        long at = head;
        if (at + bytes > claimableEnd) {
            at = claimSlowly(bytes);
        }
        head = at + bytes;
        return offset(at);
    }

    /** Gives back the end of what was claimed last. */
    void giveBack(int bytes) {
        head -= bytes;
    }

    private long claimSlowly(int bytes) {
        int untilEnd = capacityBytes - offset(head);
        if (bytes > untilEnd) {
            requireFree(untilEnd);
            memory.putLong(offset(head), EventLayout.head(untilEnd, EventLayout.PADDING, 0, 0));
            head += untilEnd;
        }
        requireFree(bytes);
        renewClaimable();
        return head;
    }

    private boolean isAfter(long commandSequence, int offset) {
        return memory.getLong(offset + EventLayout.BODY) > commandSequence;
    }

    private void requireFree(int bytes) {
        if (head + bytes - tail > capacityBytes) {
            whenFull.makeRoom(this);
            if (head + bytes - tail > capacityBytes) {
                throw new IllegalStateException(
                        "the buffer of "
                                + capacityBytes
                                + " bytes is full in the middle of a command, and "
                                + whenFull
                                + " made no room: release or discard events there");
            }
        }
    }

    private void freeTo(long position) {
        tail = position;
        renewClaimable();
    }

    private void renewClaimable() {
        claimableEnd = Math.min(tail + capacityBytes, head - offset(head) + capacityBytes);
    }

    private int offset(long position) {
        return (int) position & capacityBytes - 1;
    }
}
