package dev.kanishk.agents.checkpoint;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to write to a run, until the run is leased again. Only the store that gave it takes it.
 */
public final class Lease {
    private final String run;

    /** Set once the run is inserted; guarded by the store. */
    private long key;

    private final long epoch;

    /** Held while a write of this lease is under way, where writes do not take turns anyway. */
    private final ReentrantLock writing = new ReentrantLock();

    /** The last sequence written, or -1 where the store has to look; guarded by the store. */
    private long last;

    Lease(String run, long key, long epoch, long last) {
        this.run = run;
        this.key = key;
        this.epoch = epoch;
        this.last = last;
    }

    /**
     * Names the run.
     *
     * @return the run
     */
    public String run() {
        return run;
    }

    /**
     * Numbers the lease.
     *
     * @return its number, rising with each lease of the run
     */
    public long epoch() {
        return epoch;
    }

    void key(long known) {
        key = known;
    }

    long key() {
        return key;
    }

    ReentrantLock writing() {
        return writing;
    }

    long last() {
        return last;
    }

    void last(long sequence) {
        last = sequence;
    }

    @Override
    public String toString() {
        return "lease " + epoch + " of run '" + run + "'";
    }
}
