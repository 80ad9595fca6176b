package dev.kanishk.agents.testing;

import dev.kanishk.agents.checkpoint.Admission;
import dev.kanishk.agents.checkpoint.Append;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Flush;
import dev.kanishk.agents.checkpoint.Lease;
import dev.kanishk.agents.checkpoint.Log;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.checkpoint.RunQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose process dies at a write: before it is done, or after it is done and before anybody
 * is told. From then on every call throws {@link SimulatedCrash}; what was written is in the store
 * behind it, from which a test resumes.
 *
 * <p>Safe for use by many threads.
 */
public final class CrashingStore implements CheckpointStore {
    /** Moments to die at. */
    public enum Moment {
        /** Nothing is written. */
        BEFORE_WRITE,
        /** It is written, and nobody is told. */
        AFTER_WRITE
    }

    private final CheckpointStore store;
    private final AtomicInteger writesLeft;
    private final Moment moment;
    private volatile boolean dead;

    /**
     * Makes a store that dies.
     *
     * @param store where things are kept; not closed with this one
     * @param write the write to die at, from 1
     * @param moment before or after it
     */
    public CrashingStore(CheckpointStore store, int write, Moment moment) {
        this.store = store;
        this.writesLeft = new AtomicInteger(write);
        this.moment = moment;
    }

    /**
     * Tells whether it happened.
     *
     * @return whether the store died
     */
    public boolean isDead() {
        return dead;
    }

    private void checkAlive() {
        if (dead) {
            throw new SimulatedCrash("the process is dead");
        }
    }

    private boolean isDue() {
        checkAlive();
        boolean due = writesLeft.decrementAndGet() == 0;
        if (due && moment == Moment.BEFORE_WRITE) {
            dead = true;
            throw new SimulatedCrash("the process dies before a write");
        }
        return due;
    }

    private void dieIf(boolean due) {
        if (due) {
            dead = true;
            throw new SimulatedCrash("the process dies after a write");
        }
    }

    @Override
    public Lease admit(Admission admission) {
        boolean due = isDue();
        Lease lease = store.admit(admission);
        dieIf(due);
        return lease;
    }

    @Override
    public Lease fork(String parent, long sequence, String run, String payload) {
        boolean due = isDue();
        Lease lease = store.fork(parent, sequence, run, payload);
        dieIf(due);
        return lease;
    }

    @Override
    public Lease lease(String run) {
        boolean due = isDue();
        Lease lease = store.lease(run);
        dieIf(due);
        return lease;
    }

    @Override
    public Optional<Lease> lease(String run, long epoch) {
        boolean due = isDue();
        Optional<Lease> lease = store.lease(run, epoch);
        dieIf(due);
        return lease;
    }

    @Override
    public long append(Lease lease, Append append, Flush flush) {
        boolean due = isDue();
        long sequence = store.append(lease, append, flush);
        dieIf(due);
        return sequence;
    }

    @Override
    public Log read(String run, long upTo) {
        checkAlive();
        return store.read(run, upTo);
    }

    @Override
    public List<Event> events(String run, long after) {
        checkAlive();
        return store.events(run, after);
    }

    @Override
    public Optional<RunInfo> find(String run) {
        checkAlive();
        return store.find(run);
    }

    @Override
    public List<RunInfo> runs(RunQuery query) {
        checkAlive();
        return store.runs(query);
    }

    @Override
    public int delete(String thread) {
        boolean due = isDue();
        int deleted = store.delete(thread);
        dieIf(due);
        return deleted;
    }

    @Override
    public int deleteFinished(Instant before, int limit) {
        boolean due = isDue();
        int deleted = store.deleteFinished(before, limit);
        dieIf(due);
        return deleted;
    }

    @Override
    public void close() {
        dead = true;
    }
}
