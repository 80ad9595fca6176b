package dev.kanishk.scheduler.store;

/**
 * The changes of all jobs' states, kept until a reader confirms them. Safe for use by many threads,
 * in any processes; one reader at a time is given something.
 *
 * <p>A change is recorded in the transaction that makes it, whatever process does so: none is
 * missing, and none is told that did not happen. What is told is on the disk, so no crash takes it
 * back. What is told and not confirmed is told again, in the same order and under the same numbers.
 *
 * <p>If more are kept than allowed, the oldest are dropped, about once a minute, and their number
 * is told. Every method throws a {@link StoreException} if the store fails.
 */
public interface ChangeFeed {
    /** The most changes that are told at once. */
    int MAX_BATCH = 10_000;

    /** For how long a reader stays the reader that says nothing, in milliseconds. */
    long LEASE_MS = 15_000;

    /**
     * {@return a name for this recording} It is another one each time that recording is begun anew,
     * and so numbers are told apart. After a backup was restored, begin anew.
     */
    String source();

    /**
     * Tells the oldest changes. Who asks becomes the reader if there is none, or if the reader has
     * not asked for {@value #LEASE_MS} ms.
     *
     * @param reader a name of the one who asks, that no other has
     * @param limit how many at most: 1 to {@value #MAX_BATCH}
     * @return the changes, the same as before if they were not confirmed
     * @throws IllegalArgumentException if the limit is out of its range
     */
    ChangeBatch read(String reader, int limit);

    /**
     * Removes what was told.
     *
     * @param batch what need not be told again
     */
    void confirm(ChangeBatch batch);

    /**
     * Lets another reader begin at once.
     *
     * @param reader the one who ends; nothing happens if another is the reader
     */
    void release(String reader);
}
