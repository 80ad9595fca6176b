package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Schedule;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;

/**
 * A scheduler without threads, for tests. It decides as {@link TaskScheduler} does, and carries
 * everything out on the caller's thread, handlers too: a handler takes no time, is never
 * interrupted, and runs before {@link #step} returns. Time is what {@code step} is told.
 *
 * <p>One thread at a time.
 */
public final class SteppedScheduler implements AutoCloseable {
    private final JobStore store;
    private final WorkerSession session;
    private final Dispatcher dispatcher;
    private final DisabledTargets disabled;
    private final Map<String, Handler> handlers;
    private final List<JobListener> listeners;
    private final List<JobInterceptor> interceptors;
    private final Queue<Event> events = new ArrayDeque<>();
    private long nowNanos;
    private boolean vanished;

    SteppedScheduler(TaskScheduler.Builder builder) {
        this.store = builder.store();
        this.session = store.join();
        this.handlers = builder.handlers();
        this.listeners = builder.listeners();
        this.interceptors = builder.interceptors();
        this.dispatcher = builder.dispatcher(session, 0);
        this.disabled = new DisabledTargets(dispatcher, session, events::add);
        session.onSignal(signal -> events.add(new Event.Signalled(signal)));
    }

    /**
     * Does all that is to be done at a time.
     *
     * @param nanos the time since the start, in nanoseconds; never less than the last one
     * @return when there is something to do again, if nothing happens before; later than {@code
     *     nanos}
     */
    public long step(long nanos) {
        nowNanos = nanos;
        while (!vanished) {
            for (Event event = events.poll(); event != null; event = events.poll()) {
                dispatcher.handle(event, nanos);
            }
            List<Action> actions = dispatcher.decide(nanos);
            actions.forEach(this::perform);
            long next = dispatcher.nextDecision(nanos);
            if (events.isEmpty() && (actions.isEmpty() || next > nanos)) {
                return Math.max(next, nanos + 1);
            }
        }
        return Long.MAX_VALUE;
    }

    /**
     * Does nothing from now on, as if its process had ended: not even when it is in the middle of a
     * step. The store is not told; {@code MemoryStore.kill} does that.
     */
    public void vanish() {
        vanished = true;
    }

    private void perform(Action action) {
        if (vanished) {
            return;
        }
        switch (action) {
            case StoreCall call -> {
                try {
                    events.add(call.carryOut(session));
                } catch (StoreException e) {
                    events.add(new Event.CallFailed(call));
                }
            }
            case Action.Run run -> {
                Execution execution = run.execution();
                Handler handler = Objects.requireNonNull(handlers.get(execution.type().name()));
                RunningJob job =
                        new RunningJob(execution, handler, session, disabled, () -> nowNanos);
                events.add(job.run());
            }
            case Action.Interrupt interrupt -> {}
            case Action.Report report -> {
                JobEnd end = JobEnd.of(report);
                listeners.forEach(listener -> listener.ended(end));
            }
        }
    }

    /**
     * Accepts jobs, as {@link TaskScheduler#enqueue(List)} does.
     *
     * @param requests what to run
     * @return a receipt for each, in the same order
     */
    public List<Receipt> enqueue(List<JobRequest> requests) {
        return store.enqueue(requests.stream().map(this::intercepted).toList(), worker());
    }

    /**
     * Accepts a batch, as {@link TaskScheduler#enqueueBatch} does.
     *
     * @param requests the jobs
     * @param callback what runs when all are over
     * @return a receipt for each, and the callback's as the last
     */
    public List<Receipt> enqueueBatch(List<JobRequest> requests, JobRequest callback) {
        List<JobRequest> all = requests.stream().map(this::intercepted).toList();
        return store.enqueueBatch(all, intercepted(callback), worker());
    }

    private JobRequest intercepted(JobRequest request) {
        JobRequest changed = request;
        for (JobInterceptor interceptor : interceptors) {
            changed = interceptor.enqueuing(changed);
        }
        return changed;
    }

    /**
     * Sets a recurring job, as {@link TaskScheduler#schedule} does.
     *
     * @param name its name
     * @param schedule when it ticks
     * @param missed what becomes of ticks that nobody was there for
     * @param job what is enqueued at each tick
     */
    public void schedule(String name, Schedule schedule, MissedTicks missed, JobRequest job) {
        session.schedule(
                new Recurring(
                        name,
                        schedule,
                        missed,
                        job,
                        schedule.after(dispatcher.storeTime(nowNanos))));
    }

    /**
     * Gives a job up, as {@link TaskScheduler#cancel} does.
     *
     * @param id its name
     * @return false if it is not kept, or over
     */
    public boolean cancel(UUID id) {
        return store.cancel(id, worker());
    }

    /** {@return the circuits: {@code type:NAME} of all types, {@code target:NAME} if not closed} */
    public Map<String, CircuitState> circuits() {
        return dispatcher.circuits(nowNanos);
    }

    /**
     * Enables a target again, as {@link TaskScheduler#enable} does.
     *
     * @param target its name
     * @return false if it is not disabled
     */
    public boolean enable(String target) {
        return disabled.remove(target, dispatcher.storeTime(nowNanos));
    }

    /** {@return what was done since the start} */
    public Statistics statistics() {
        return dispatcher.statistics();
    }

    /** {@return the name that this scheduler's attempts carry in the audit} */
    public String worker() {
        return session.worker();
    }

    /** Stops, and leaves the store. */
    @Override
    public void close() {
        if (!vanished) {
            events.add(new Event.Stopping(Duration.ZERO));
            step(nowNanos);
            session.close();
        }
    }
}
