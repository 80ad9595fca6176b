package dev.kanishk.agents.checkpoint;

/**
 * The right to write to a run, until the run is leased again. Only the store that gave it takes it.
 */
public final class Lease {
    private final String run;
    private final long key;
    private final long epoch;

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

    long key() {
        return key;
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
