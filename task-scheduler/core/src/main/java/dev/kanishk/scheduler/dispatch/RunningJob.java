package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A handler's call, and what the handler is given. */
final class RunningJob implements JobContext {
    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
    private static final long PROGRESS_NANOS = 1_000_000_000;

    private final Execution execution;
    private final Instant deadline;
    private final long deadlineNanos;
    private final Handler handler;
    private final WorkerSession session;
    private final DisabledTargets disabled;
    private final LongSupplier clock;
    private final AtomicLong progressAt;

    RunningJob(
            Execution execution,
            Handler handler,
            WorkerSession session,
            DisabledTargets disabled,
            LongSupplier clock) {
        this.execution = execution;
        this.deadline = execution.deadline;
        this.deadlineNanos = execution.deadlineNanos;
        this.handler = handler;
        this.session = session;
        this.disabled = disabled;
        this.clock = clock;
        this.progressAt = new AtomicLong(execution.startedNanos);
    }

    /** Runs it; gives what the handler threw. */
    @SuppressWarnings("IllegalCatch") // whatever a handler throws is its failure
    Event.HandlerEnded run() {
        MDC.put("job", id().toString());
        MDC.put("jobType", type());
        MDC.put("attempt", Integer.toString(attempt()));
        try {
            handler.run(this);
            return new Event.HandlerEnded(execution, null);
        } catch (Throwable e) {
            return new Event.HandlerEnded(execution, e);
        } finally {
            MDC.remove("job");
            MDC.remove("jobType");
            MDC.remove("attempt");
        }
    }

    @Override
    public UUID id() {
        return execution.claim().id();
    }

    @Override
    public JobRequest request() {
        return execution.claim().request();
    }

    @Override
    public int attempt() {
        return execution.claim().attempt();
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - clock.getAsLong()));
    }

    @Override
    public boolean isCancelled() {
        return execution.isCancelled();
    }

    @Override
    public boolean isDisabled(String target) {
        return disabled.contains(target);
    }

    @Override
    public boolean disable(String target) {
        try {
            return disabled.add(target);
        } catch (StoreException e) {
            LOG.warn("cannot disable {}", target, e);
            return false;
        }
    }

    @Override
    public void progress(int percent, @Nullable String note) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(
                    "percent '" + percent + "' is not allowed: use 0 to 100");
        }
        long now = clock.getAsLong();
        long next = progressAt.get();
        boolean isTime = percent == 100 || now - next >= 0;
        if (!isTime || !progressAt.compareAndSet(next, now + PROGRESS_NANOS)) {
            return;
        }
        try {
            if (!session.progress(execution.claim(), percent, note)) {
                execution.cancel();
            }
        } catch (StoreException e) {
            LOG.debug("cannot write the progress of job {}", id(), e);
        }
    }
}
