package dev.kanishk.agents.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * There is no committer thread: whoever finds the lock free commits for all who wait, so a run that
 * is alone pays no change of threads, and of a thousand runs one writes and the others are parked.
 *
 * Nobody is left behind. A caller puts its write into the queue before it tries the lock. If it
 * does not get it, somebody held it at that moment, and whoever holds it looks at the queue after
 * giving it back; it then finds the write, unless it was written already, and wakes its caller,
 * who tries again.
 *
 * If a transaction of several writes fails before its commit, each is tried by itself, so that a
 * run gets its own failure and not its neighbour's. If the commit itself fails, all of it may be
 * done, and nothing is repeated: a write that came twice would be a commit that came twice.
 */
/** Puts the writes of many runs into few transactions. */
final class GroupCommit {
    private static final int MAX_WRITES = 1_024;
    private static final int MAX_CHARACTERS = 8 << 20;

    /** A write, its caller, and how it went. */
    static final class Write {
        private final Lease lease;
        private final Append append;
        private final boolean admission;
        private final Thread caller = Thread.currentThread();
        private long last;
        private boolean stale;
        private boolean taken;
        private @Nullable RuntimeException failure;
        private volatile boolean over;

        Write(Lease lease, Append append, boolean admission) {
            this.lease = lease;
            this.append = append;
            this.admission = admission;
        }

        /** Tells whether the run itself is to be inserted, too. */
        boolean isAdmission() {
            return admission;
        }

        /** Says that the run's name is taken. */
        void taken() {
            taken = true;
            stale = true;
        }

        Lease lease() {
            return lease;
        }

        Append append() {
            return append;
        }

        /** Sets the outcome that holds if the transaction commits. */
        void written(long sequence) {
            last = sequence;
            stale = false;
        }

        long last() {
            return last;
        }

        void refused() {
            stale = true;
        }

        boolean stale() {
            return stale;
        }

        /** Commits this one by itself, and gives the outcome. */
        long commitWith(Transaction transaction) {
            try {
                transaction.commit(List.of(this));
            } catch (RuntimeException | Error e) {
                lease.last(-1);
                throw e;
            }
            end(null);
            return outcome();
        }

        private int characters() {
            int sum = append.snapshot() == null ? 0 : append.snapshot().length();
            for (Entry entry : append.entries()) {
                sum += entry.payload().length();
            }
            return sum;
        }

        private void end(@Nullable RuntimeException why) {
            failure = why;
            if (why != null) {
                lease.last(-1);
            } else if (!stale) {
                lease.last(last);
            }
            over = true;
            if (caller != Thread.currentThread()) {
                LockSupport.unpark(caller);
            }
        }

        private long outcome() {
            if (failure != null) {
                throw failure;
            }
            if (taken) {
                throw new CheckpointException(
                        "run '" + lease.run() + "' exists: resume it, or use another name");
            }
            if (stale) {
                throw new StaleLeaseException(lease);
            }
            return last;
        }
    }

    /** Writes all of them in one transaction, and says of each how it went. */
    @FunctionalInterface
    interface Transaction {
        /**
         * Commits.
         *
         * @param writes at least one; several of one lease come in their order
         */
        void commit(List<Write> writes);
    }

    private final Transaction transaction;
    private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    GroupCommit(Transaction transaction) {
        this.transaction = transaction;
    }

    /** Commits a write by itself. */
    long alone(Lease lease, Append append) {
        Write write = new Write(lease, append, false);
        lock.lock();
        try {
            commit(List.of(write));
        } finally {
            lock.unlock();
        }
        wakeNext();
        return write.outcome();
    }

    /** Commits a write together with those of other runs. */
    long shared(Lease lease, Append append) {
        return shared(new Write(lease, append, false));
    }

    /** Admits a run together with what others write. */
    Lease admit(Lease lease, String payload) {
        Append first = Append.of(Entry.ofRun(Event.Kind.ADMITTED, payload));
        shared(new Write(lease, first, true));
        return lease;
    }

    private long shared(Write write) {
        waiting.add(write);
        boolean interrupted = false;
        while (!write.over) {
            if (lock.tryLock()) {
                try {
                    if (!write.over) {
                        lead();
                    }
                } finally {
                    lock.unlock();
                }
                wakeNext();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return write.outcome();
    }

    /** Counts the writes that nobody has begun yet. */
    int waiting() {
        return waiting.size();
    }

    private void wakeNext() {
        Write next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.caller);
        }
    }

    private void lead() {
        List<Write> batch = new ArrayList<>();
        int characters = 0;
        while (batch.size() < MAX_WRITES && characters < MAX_CHARACTERS) {
            Write next = waiting.poll();
            if (next == null) {
                break;
            }
            batch.add(next);
            characters += next.characters();
        }
        if (!batch.isEmpty()) {
            commit(batch);
        }
    }

    private void commit(List<Write> batch) {
        try {
            transaction.commit(batch);
        } catch (RuntimeException | Error e) {
            // Whoever waits is told, whatever it is: nobody else would.
            batch.forEach(write -> write.lease.last(-1));
            boolean unknown = e instanceof CheckpointException failed && failed.isOutcomeUnknown();
            if (batch.size() == 1 || unknown) {
                RuntimeException failure =
                        e instanceof RuntimeException unchecked
                                ? unchecked
                                : new CheckpointException("the store failed: " + e, e);
                batch.forEach(write -> write.end(failure));
            } else {
                batch.forEach(write -> commit(List.of(write)));
            }
            return;
        }
        batch.forEach(write -> write.end(null));
    }
}
