package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.dispatch.JobContext;
import dev.kanishk.scheduler.job.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An attempt for the tests of a handler alone. Safe for use by many threads. */
public final class TestJobContext implements JobContext {
    /**
     * What a handler told of its progress.
     *
     * @param percent 0 to 100
     * @param note for people
     */
    public record Progress(int percent, @Nullable String note) {}

    private final UUID id;
    private final JobRequest request;
    private final int attempt;
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /**
     * Makes an attempt that has all its time left.
     *
     * @param id the job's name
     * @param request what was asked for
     * @param attempt which attempt: 1 or more
     */
    public TestJobContext(UUID id, JobRequest request, int attempt) {
        this.id = id;
        this.request = request;
        this.attempt = attempt;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public JobRequest request() {
        return request;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Duration timeLeft() {
        return request.timeout();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    /** Cancels the job. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void progress(int percent, @Nullable String note) {
        progress.add(new Progress(percent, note));
    }

    @Override
    public boolean isDisabled(String target) {
        return disabled.contains(target);
    }

    @Override
    public boolean disable(String target) {
        return disabled.add(target);
    }

    /** {@return what the handler told of its progress} */
    public List<Progress> progress() {
        return List.copyOf(progress);
    }
}
