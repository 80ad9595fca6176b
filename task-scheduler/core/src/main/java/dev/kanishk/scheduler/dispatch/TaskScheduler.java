package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts jobs and runs them, at least once each.
 *
 * <p>One thread takes due jobs from the store, as many as there are free slots, and starts each on
 * a virtual thread. A job that fails is tried again after a backoff until its attempts are used up;
 * then it is dead and stays in the dead-letter queue until someone redrives or discards it. When
 * most of a type's jobs fail its circuit opens and the type is parked; others go on. When a process
 * ends, another one sees it within half a second and runs its jobs again; a job during which three
 * processes ended is dead.
 *
 * <p>A handler that does not stop when its time is over keeps its slot until it does; the job's
 * next attempt does not wait for it.
 *
 * <p>Safe for use by many threads.
 */
public final class TaskScheduler implements AutoCloseable {
    /** How many jobs a scheduler runs at a time if it is not told. */
    public static final int DEFAULT_SLOTS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(TaskScheduler.class);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 20_000_000;
    private static final long RECOVERY_NANOS = 250_000_000;
    private static final long REMOVAL_NANOS = 60_000_000_000L;
    private static final long STORE_RETRY_NANOS = 500_000_000;

    private final JobStore store;
    private final WorkerSession session;
    private final Slots slots;
    private final RandomGenerator random;
    private final Thread dispatcher;
    private final Thread housekeeper;
    private volatile boolean stopping;
    private int rotation;

    private TaskScheduler(Builder builder) {
        this.store = builder.store;
        this.slots = new Slots(builder.types, builder.slots);
        this.random = builder.random;
        this.session = store.join();
        this.dispatcher =
                Thread.ofPlatform().name("job-dispatcher").daemon().unstarted(this::dispatch);
        this.housekeeper =
                Thread.ofPlatform().name("job-housekeeper").daemon().unstarted(this::keepHouse);
    }

    /**
     * Begins a scheduler.
     *
     * @param store where its jobs are; stays the caller's to close, after the scheduler
     * @return what to set it up with
     */
    public static Builder on(JobStore store) {
        return new Builder(store);
    }

    /** What a scheduler is made of. */
    public static final class Builder {
        private final JobStore store;
        private final Map<String, TypeDispatch> types = new TreeMap<>();
        private int slots = DEFAULT_SLOTS;
        private RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

        private Builder(JobStore store) {
            this.store = store;
        }

        /**
         * Runs the jobs of a type by the default policy.
         *
         * @param type the type
         * @param handler what runs them
         * @return this
         * @throws IllegalArgumentException if the type has one already, or is out of its range
         */
        public Builder handle(String type, Handler handler) {
            return handle(type, TypePolicy.DEFAULT, handler);
        }

        /**
         * Runs the jobs of a type.
         *
         * @param type the type
         * @param policy how
         * @param handler what runs them
         * @return this
         * @throws IllegalArgumentException if the type has one already, or is out of its range
         */
        public Builder handle(String type, TypePolicy policy, Handler handler) {
            String checked = JobRequest.of(type, "").type();
            if (types.putIfAbsent(checked, new TypeDispatch(handler, policy)) != null) {
                throw new IllegalArgumentException("type '" + type + "' has a handler already");
            }
            return this;
        }

        /**
         * Sets how many jobs run at a time.
         *
         * @param value 1 to 100,000
         * @return this
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder slots(int value) {
            if (value < 1 || value > 100_000) {
                throw new IllegalArgumentException(
                        "slots '" + value + "' is not allowed: use 1 to 100000");
            }
            slots = value;
            return this;
        }

        /**
         * Sets what the jitter of retries is drawn from.
         *
         * @param value the source; used by many threads, one at a time
         * @return this
         */
        public Builder random(RandomGenerator value) {
            random = value;
            return this;
        }

        /**
         * Starts the scheduler.
         *
         * @return it, to be closed by the caller
         * @throws StoreException if the store fails
         */
        public TaskScheduler start() {
            TaskScheduler scheduler = new TaskScheduler(this);
            scheduler.dispatcher.start();
            scheduler.housekeeper.start();
            return scheduler;
        }
    }

    /**
     * Accepts a job.
     *
     * @param request what to run
     * @return its receipt; the job cannot be lost any more
     * @throws dev.kanishk.scheduler.store.BacklogFullException if too many jobs wait
     * @throws StoreException if the store fails; the job may have been accepted
     */
    public Receipt enqueue(JobRequest request) {
        return enqueue(List.of(request)).getFirst();
    }

    /**
     * Accepts jobs, all or none.
     *
     * @param requests what to run: 1 to {@value JobStore#MAX_BATCH}
     * @return a receipt for each, in the same order
     * @throws dev.kanishk.scheduler.store.BacklogFullException if too many jobs wait
     * @throws StoreException if the store fails; the jobs may have been accepted
     */
    public List<Receipt> enqueue(List<JobRequest> requests) {
        List<Receipt> receipts = store.enqueue(requests, session.worker());
        slots.signal();
        return receipts;
    }

    /**
     * Accepts a job that is due now, with the default limits.
     *
     * @param type which handler runs it
     * @param payload what the handler is given, as JSON
     * @return its receipt; the job cannot be lost any more
     * @throws IllegalArgumentException if the payload cannot be written as JSON, or is too large
     */
    public Receipt enqueue(String type, Object payload) {
        return enqueue(JobRequest.of(type, Payloads.write(payload)));
    }

    /**
     * Gives a job up. If it runs in this process its handler is interrupted; if it runs in another,
     * its result will be refused.
     *
     * @param id its name
     * @return false if it is not kept, or over
     */
    public boolean cancel(UUID id) {
        boolean cancelled = store.cancel(id, session.worker());
        slots.interrupt(id);
        return cancelled;
    }

    /** {@return the circuit of each type that has a handler here} */
    public Map<String, CircuitState> circuits() {
        return slots.circuits(System.nanoTime());
    }

    /** {@return what was done since the start} */
    public Statistics statistics() {
        return slots.statistics();
    }

    /** {@return the name that this scheduler's attempts carry in the audit} */
    public String worker() {
        return session.worker();
    }

    private void dispatch() {
        while (!stopping) {
            try {
                if (!dispatchOnce()) {
                    slots.awaitSignal(POLL_NANOS);
                }
            } catch (StoreException e) {
                LOG.warn("cannot take jobs, trying again: {}", e.getMessage());
                LockSupport.parkNanos(STORE_RETRY_NANOS);
            }
        }
    }

    /** Takes what there are slots for; false if there was nothing. */
    private boolean dispatchOnce() {
        boolean signalled = slots.takeSignal();
        SequencedMap<String, Integer> limits = slots.limits(rotation++, System.nanoTime());
        if (limits.isEmpty() || (!signalled && !session.hasDue())) {
            return false;
        }
        List<Claim> claims = session.claim(limits, slots.free());
        for (Claim claim : claims) {
            TypeDispatch type = slots.occupy(claim.request().type());
            Run run = new Run(session, slots, type, claim, random);
            Thread.ofVirtual().name("job-", claim.position()).start(run);
        }
        return !claims.isEmpty();
    }

    private void keepHouse() {
        long removeAt = System.nanoTime();
        while (!stopping) {
            try {
                int recovered = session.recover();
                if (recovered > 0) {
                    LOG.info("took {} jobs from workers that had ended", recovered);
                    slots.recovered(recovered);
                    slots.signal();
                }
                if (System.nanoTime() - removeAt >= 0 && session.removeExpired() == 0) {
                    removeAt = System.nanoTime() + REMOVAL_NANOS;
                }
            } catch (StoreException e) {
                LOG.warn("cannot look after the store, trying again: {}", e.getMessage());
            }
            LockSupport.parkNanos(RECOVERY_NANOS);
        }
    }

    /**
     * Stops: takes no more jobs, waits for those that run, and hands back what is not done in time,
     * which costs those jobs no attempt. Later calls do nothing.
     *
     * @param grace how long running jobs may take to be done
     * @return whether all of them were
     */
    public boolean stop(Duration grace) {
        synchronized (dispatcher) {
            if (stopping) {
                return true;
            }
            stopping = true;
        }
        slots.signal();
        LockSupport.unpark(dispatcher);
        LockSupport.unpark(housekeeper);
        joinUninterruptibly(dispatcher);
        joinUninterruptibly(housekeeper);
        boolean done = slots.awaitNone(grace);
        if (!done) {
            slots.handBackAll();
        }
        session.close();
        return done;
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops with half a minute for what runs. */
    @Override
    public void close() {
        stop(DEFAULT_GRACE);
    }
}
