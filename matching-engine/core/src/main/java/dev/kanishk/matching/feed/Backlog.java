package dev.kanishk.matching.feed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The latest increments, as many as it may hold: what came while a book waits for a snapshot. */
final class Backlog {
    private static final int SLOT_BYTES = IncrementCodec.MAX_BYTES;

    private final int countMax;
    private ByteBuffer slots = allocate(16);
    private int capacity = 16;
    private int first;
    private int size;

    Backlog(int countMax) {
        this.countMax = countMax;
    }

    private static ByteBuffer allocate(int count) {
        return ByteBuffer.allocate(count * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds one, and forgets the oldest if there is no room. */
    void add(Increment increment) {
        if (size == countMax) {
            removeFirst();
        } else if (size == capacity) {
            grow();
        }
        IncrementCodec.encode(increment, slots, place(size));
        size++;
    }

    void first(Increment into) {
        IncrementCodec.decode(slots, place(0), SLOT_BYTES, into);
    }

    void removeFirst() {
        first = (first + 1) % capacity;
        size--;
    }

    void clear() {
        first = 0;
        size = 0;
    }

    private void grow() {
        int larger = Math.min(2 * capacity, Math.max(countMax, capacity));
        ByteBuffer grown = allocate(larger);
        for (int each = 0; each < size; each++) {
            grown.put(each * SLOT_BYTES, slots, place(each), SLOT_BYTES);
        }
        slots = grown;
        capacity = larger;
        first = 0;
    }

    private int place(int number) {
        return (first + number) % capacity * SLOT_BYTES;
    }
}
