package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Schedule;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.Signal;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * Accepts jobs and runs them, at least once each.
 *
 * <p>Due jobs are taken from the store in batches, as many as there are free slots and, if they are
 * short, some more; each runs on a virtual thread, unless {@link Builder#threads} says otherwise.
 * Types share the slots equally, so do the tenants of a type; among a tenant's jobs each priority
 * gets twice the share of the next lower one. A job that fails is tried again after a backoff until
 * its attempts are used up; then it is dead and stays in the dead-letter queue until someone
 * redrives or discards it. When most jobs of a type, or of a target that jobs name, fail, its
 * circuit opens in all processes and they are parked; others go on. When a process ends, the others
 * run its jobs again; a job during which three processes ended is dead.
 *
 * <p>A handler that does not stop when its time is over keeps its slot until it does; the job's
 * next attempt does not wait for it.
 *
 * <p>When the store fails, what runs goes on, and its results are kept and written when the store
 * answers again; so many of them that no more jobs are taken meanwhile.
 *
 * <p>Safe for use by many threads.
 */
public final class TaskScheduler implements AutoCloseable {
    /** How many jobs a scheduler runs at a time if it is not told. */
    public static final int DEFAULT_SLOTS = 64;

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    private static final String TYPE = Circuits.ofType("");
    private static final String TARGET = Circuits.ofTarget("");

    private final JobStore store;
    private final WorkerSession session;
    private final Worker worker;
    private final List<JobListener> listeners;
    private final List<JobInterceptor> interceptors;

    private TaskScheduler(Builder builder) {
        this.store = builder.store;
        this.listeners = new CopyOnWriteArrayList<>(builder.listeners);
        this.interceptors = List.copyOf(builder.interceptors);
        this.session = store.join();
        Dispatcher dispatcher = builder.dispatcher(session, System.nanoTime());
        this.worker =
                new Worker(dispatcher, session, builder.handlers(), listeners, builder.threads);
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
        private final Map<String, Handler> handlers = new TreeMap<>();
        private final Map<String, TypePolicy> policies = new TreeMap<>();
        private final List<JobListener> listeners = new ArrayList<>();
        private final List<JobInterceptor> interceptors = new ArrayList<>();
        private int slots = DEFAULT_SLOTS;
        private RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        private ThreadFactory threads = Thread.ofVirtual().name("job-", 0).factory();

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
            if (handlers.putIfAbsent(checked, handler) != null) {
                throw new IllegalArgumentException("type '" + type + "' has a handler already");
            }
            policies.put(checked, policy);
            return this;
        }

        /**
         * Runs the jobs of a type whose payload is a value, by the default policy.
         *
         * @param type the type
         * @param payload what the payload is read as, usually a record
         * @param handler what runs them
         * @param <P> what the payload is read as
         * @return this
         * @throws IllegalArgumentException if the type has one already, or is out of its range
         */
        public <P> Builder handle(String type, Class<P> payload, TypedHandler<P> handler) {
            return handle(type, TypePolicy.DEFAULT, Handler.of(payload, handler));
        }

        /**
         * Runs the jobs of a type whose payload is a value.
         *
         * @param type the type
         * @param policy how
         * @param payload what the payload is read as, usually a record
         * @param handler what runs them
         * @param <P> what the payload is read as
         * @return this
         * @throws IllegalArgumentException if the type has one already, or is out of its range
         */
        public <P> Builder handle(
                String type, TypePolicy policy, Class<P> payload, TypedHandler<P> handler) {
            return handle(type, policy, Handler.of(payload, handler));
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
         * @param value the source; used by one thread at a time
         * @return this
         */
        public Builder random(RandomGenerator value) {
            random = value;
            return this;
        }

        /**
         * Sets what threads handlers run on: each attempt gets a new one. By default they are
         * virtual, which is right for handlers that mostly wait. One that computes for long, or for
         * ever, holds one of the few threads that carry all of them, one for each processor, and
         * lets the handlers of other jobs wait: give those {@code Thread.ofPlatform().factory()}.
         *
         * @param value makes them
         * @return this
         */
        public Builder threads(ThreadFactory value) {
            threads = value;
            return this;
        }

        /**
         * Lets a listener know how jobs end.
         *
         * @param listener who is told
         * @return this
         */
        public Builder listen(JobListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Comes in between; the first one is the outermost around handlers.
         *
         * @param interceptor what does
         * @return this
         */
        public Builder intercept(JobInterceptor interceptor) {
            interceptors.add(interceptor);
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
            scheduler.worker.start();
            return scheduler;
        }

        /**
         * Makes a scheduler that has no threads and does everything, handlers too, on the caller's
         * thread, when it is told to and at the time that it is told: for tests.
         *
         * @return it, to be closed by the caller
         * @throws StoreException if the store fails
         */
        public SteppedScheduler stepped() {
            return new SteppedScheduler(this);
        }

        JobStore store() {
            return store;
        }

        List<JobListener> listeners() {
            return List.copyOf(listeners);
        }

        List<JobInterceptor> interceptors() {
            return List.copyOf(interceptors);
        }

        /** The handlers, with what comes in between. */
        Map<String, Handler> handlers() {
            Map<String, Handler> wrapped = new HashMap<>();
            handlers.forEach((type, handler) -> {
                Handler outer = handler;
                for (JobInterceptor interceptor : interceptors.reversed()) {
                    outer = interceptor.running(outer);
                }
                wrapped.put(type, outer);
            });
            return wrapped;
        }

        /** Tells the store the limits, and makes what decides; it has had its first beat. */
        Dispatcher dispatcher(WorkerSession session, long nowNanos) {
            try {
                session.limit(
                        policies.entrySet().stream()
                                .map(type -> type.getValue().limit(type.getKey()))
                                .toList());
                Dispatcher dispatcher =
                        new Dispatcher(
                                policies,
                                slots,
                                session.lease(),
                                session.beatEvery(),
                                random,
                                nowNanos);
                dispatcher.handle(new Event.Beaten(session.beat()), nowNanos);
                return dispatcher;
            } catch (StoreException e) {
                session.close();
                throw e;
            }
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
        List<JobRequest> all = requests.stream().map(this::intercepted).toList();
        List<Receipt> receipts = store.enqueue(all, session.worker());
        lookAtTimes(all);
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
     * Accepts jobs and one that runs when all of them are over, however they end: all or none.
     *
     * @param requests the jobs: 1 to {@value JobStore#MAX_BATCH}
     * @param callback what runs then
     * @return a receipt for each, and the callback's as the last
     * @throws dev.kanishk.scheduler.store.BacklogFullException if too many jobs wait
     * @throws StoreException if the store fails; the jobs may have been accepted
     */
    public List<Receipt> enqueueBatch(List<JobRequest> requests, JobRequest callback) {
        List<JobRequest> all = requests.stream().map(this::intercepted).toList();
        List<Receipt> receipts = store.enqueueBatch(all, intercepted(callback), session.worker());
        lookAtTimes(all);
        return receipts;
    }

    private JobRequest intercepted(JobRequest request) {
        JobRequest changed = request;
        for (JobInterceptor interceptor : interceptors) {
            changed = interceptor.enqueuing(changed);
        }
        return changed;
    }

    private void lookAtTimes(List<JobRequest> requests) {
        for (JobRequest request : requests) {
            Instant runAt = request.runAt();
            if (runAt != null) {
                worker.tell(new Event.DueAt(runAt));
            }
        }
    }

    /**
     * Sets or replaces a recurring job by its name: each tick makes one job, however many processes
     * there are. The next tick stays if the schedule is the same as before.
     *
     * @param name its name: 1 to {@value Recurring#MAX_NAME_LENGTH} characters
     * @param schedule when it ticks
     * @param missed what becomes of ticks that nobody was there for
     * @param job what is enqueued at each tick
     * @throws StoreException if the store fails
     */
    public void schedule(String name, Schedule schedule, MissedTicks missed, JobRequest job) {
        Instant now = worker.ask(dispatcher -> dispatcher.storeTime(System.nanoTime()));
        session.schedule(new Recurring(name, schedule, missed, job, schedule.after(now)));
        worker.tell(new Event.Signalled(new Signal.Changed()));
    }

    /**
     * Removes a recurring job; jobs that it has made stay.
     *
     * @param name its name
     * @return false if there is none
     * @throws StoreException if the store fails
     */
    public boolean unschedule(String name) {
        return session.unschedule(name);
    }

    /**
     * Gives a job up. Wherever it runs, its handler is interrupted as soon as that process knows,
     * and its result will be refused.
     *
     * @param id its name
     * @return false if it is not kept, or over
     * @throws StoreException if the store fails
     */
    public boolean cancel(UUID id) {
        boolean cancelled = store.cancel(id, session.worker());
        worker.tell(new Event.Signalled(new Signal.Cancelled(id)));
        return cancelled;
    }

    /**
     * Lets a listener know how jobs end from now on.
     *
     * @param listener who is told
     */
    public void listen(JobListener listener) {
        listeners.add(listener);
    }

    /**
     * Tells whether jobs can be started and ended here: false once the scheduler has stopped or has
     * ended by a defect, and if what decides does not answer in time. Says nothing of the store.
     *
     * @param patience how long to wait for the answer, which normally takes less than a millisecond
     * @return whether it is alive
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean isAlive(Duration patience) throws InterruptedException {
        return worker.answers(patience);
    }

    /**
     * {@return whether the store failed what was asked of it last, of one kind of call at least: a
     * database that can only be read fails those that write, at least once in a beat}
     */
    public boolean isStoreFailing() {
        return worker.isStoreFailing();
    }

    /** {@return the circuit of each type that has a handler here, by type} */
    public Map<String, CircuitState> circuits() {
        return circuits(TYPE);
    }

    /** {@return the circuits of targets that are not closed, by target} */
    public Map<String, CircuitState> targetCircuits() {
        return circuits(TARGET);
    }

    private Map<String, CircuitState> circuits(String prefix) {
        Map<String, CircuitState> named = new TreeMap<>();
        worker.ask(dispatcher -> dispatcher.circuits(System.nanoTime()))
                .forEach((name, state) -> {
                    if (name.startsWith(prefix)) {
                        named.put(name.substring(prefix.length()), state);
                    }
                });
        return named;
    }

    /**
     * Disables a target in all processes, as {@link JobContext#disable} does.
     *
     * @param target its name: 1 to 200 characters
     * @return false if a thousand are disabled already
     * @throws StoreException if the store fails
     */
    public boolean disable(String target) {
        return worker.disabled().add(target);
    }

    /**
     * Enables a target again, in all processes: in others within about a second.
     *
     * @param target its name
     * @return false if it is not disabled
     * @throws StoreException if the store fails
     */
    public boolean enable(String target) {
        Instant now = worker.ask(dispatcher -> dispatcher.storeTime(System.nanoTime()));
        return worker.disabled().remove(target, now);
    }

    /** {@return the targets that are disabled, as far as this process knows} */
    public Set<String> disabled() {
        return worker.disabled().all();
    }

    /** {@return what was done since the start} */
    public Statistics statistics() {
        return worker.ask(Dispatcher::statistics);
    }

    /** {@return how many jobs have a slot now} */
    public int running() {
        return worker.ask(Dispatcher::running);
    }

    /** {@return how many jobs were taken from the store and wait for a slot} */
    public int queued() {
        return worker.ask(Dispatcher::queued);
    }

    /** {@return the name that this scheduler's attempts carry in the audit} */
    public String worker() {
        return session.worker();
    }

    /** {@return where its jobs are} */
    public JobStore store() {
        return store;
    }

    /**
     * Stops: takes no more jobs, gives back at once those that were taken and not started, waits
     * for those that run, and hands back what is not done in time. That costs no job an attempt.
     * Later calls wait for the first and do nothing else.
     *
     * @param grace how long running jobs may take to be done: zero to 365 days
     * @return whether all of them were
     * @throws IllegalArgumentException if the grace is out of its range; nothing is stopped then
     */
    public boolean stop(Duration grace) {
        Durations.check("grace", grace);
        return worker.stop(grace);
    }

    /** Stops with half a minute for what runs. */
    @Override
    public void close() {
        stop(DEFAULT_GRACE);
    }
}
