package dev.kanishk.collections.pool;

/** A free list for one thread: a stack in an array. */
final class ConfinedFreeList extends FreeList {
    private final int[] numbers;
    private int size;

    ConfinedFreeList(int capacity, boolean full) {
        this.numbers = new int[capacity];
        if (full) {
            for (int number = capacity - 1; number >= 0; number--) {
                put(number);
            }
        }
    }

    @Override
    int take() {
        return size == 0 ? -1 : numbers[--size];
    }

    @Override
    void put(int number) {
        numbers[size++] = number;
    }

    @Override
    int size() {
        return size;
    }
}
