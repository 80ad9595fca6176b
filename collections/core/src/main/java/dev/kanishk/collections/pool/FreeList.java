package dev.kanishk.collections.pool;

/** A set of the numbers from 0 to a bound, of which some are in the list. */
abstract sealed class FreeList permits ConfinedFreeList, ConcurrentFreeList {
    /**
     * Makes a list with all of its numbers, or with none.
     *
     * @param capacity how many numbers there are
     * @param options for one thread or for many
     * @param full whether all are in the list
     */
    static FreeList of(int capacity, PoolOptions options, boolean full) {
        return options.confined()
                ? new ConfinedFreeList(capacity, full)
                : new ConcurrentFreeList(capacity, full);
    }

    /** Takes the number that was put last, or returns -1 if there is none. */
    abstract int take();

    /** Puts a number that is not in the list. */
    abstract void put(int number);

    /** Returns how many numbers are in the list; it takes time in proportion if shared. */
    abstract int size();
}
