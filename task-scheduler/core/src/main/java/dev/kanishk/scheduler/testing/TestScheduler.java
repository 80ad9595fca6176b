package dev.kanishk.scheduler.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kanishk.scheduler.dispatch.SteppedScheduler;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A scheduler in memory whose time passes only when it is told to, for tests of handlers and of
 * what enqueues jobs: retries that take an hour take no time. Jobs run on the thread that calls
 * {@link #advance} or {@link #runUntilIdle}, one at a time, and take no time themselves; timeouts
 * therefore never come. The same calls with the same seed give the same course.
 *
 * <p>One thread at a time; handlers may enqueue and cancel.
 */
public final class TestScheduler implements AutoCloseable {
    /** Gives a scheduler its handlers. */
    @FunctionalInterface
    public interface SetUp {
        /**
         * Sets a scheduler up: at the start, and after each crash.
         *
         * @param builder what to set up
         * @param self the test's scheduler, for handlers to use
         * @return the builder
         */
        TaskScheduler.Builder apply(TaskScheduler.Builder builder, TestScheduler self);
    }

    /** What the clock shows at the start. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

    private final MemoryStore store = new MemoryStore(this::now);
    private final SetUp setUp;
    private final long seed;
    private SteppedScheduler scheduler;
    private long nowNanos;
    private long joinedNanos;
    private boolean stepping;

    private TestScheduler(long seed, SetUp setUp) {
        this.seed = seed;
        this.setUp = setUp;
        this.scheduler = join();
    }

    /**
     * Makes a scheduler with an empty store.
     *
     * @param setUp gives it its handlers, as in {@code (b, self) -> b.handle("mail", mailer)}
     * @return it, to be closed by the caller
     */
    public static TestScheduler with(SetUp setUp) {
        return with(1, setUp);
    }

    /**
     * Makes a scheduler with an empty store.
     *
     * @param seed what the jitter of retries is drawn from
     * @param setUp gives it its handlers
     * @return it, to be closed by the caller
     */
    public static TestScheduler with(long seed, SetUp setUp) {
        return new TestScheduler(seed, setUp);
    }

    private SteppedScheduler join() {
        joinedNanos = nowNanos;
        // One slot, for one job runs at a time: a crash is to hit no other.
        TaskScheduler.Builder builder =
                TaskScheduler.on(store).slots(1).random(new SplittableRandom(seed + nowNanos));
        return setUp.apply(builder, this).stepped();
    }

    /** {@return what the clock shows} */
    public Instant now() {
        return START.plusNanos(nowNanos);
    }

    /** {@return where the jobs are} */
    public MemoryStore store() {
        return store;
    }

    /**
     * Accepts a job.
     *
     * @param request what to run
     * @return its name
     */
    public UUID enqueue(JobRequest request) {
        return scheduler.enqueue(List.of(request)).getFirst().id();
    }

    /**
     * Accepts a job that is due now, with the default limits.
     *
     * @param type which handler runs it
     * @param payload what the handler is given, as JSON
     * @return its name
     */
    public UUID enqueue(String type, Object payload) {
        try {
            return enqueue(JobRequest.of(type, JSON.writeValueAsString(payload)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the payload cannot be written as JSON", e);
        }
    }

    /**
     * Accepts jobs and one that runs when all of them are over.
     *
     * @param requests the jobs
     * @param callback what runs then
     * @return their names, and the callback's as the last
     */
    public List<UUID> enqueueBatch(List<JobRequest> requests, JobRequest callback) {
        return scheduler.enqueueBatch(requests, callback).stream().map(Receipt::id).toList();
    }

    /**
     * Sets a recurring job.
     *
     * @param name its name
     * @param schedule when it ticks
     * @param missed what becomes of ticks that nobody was there for
     * @param job what is enqueued at each tick
     */
    public void schedule(String name, Schedule schedule, MissedTicks missed, JobRequest job) {
        scheduler.schedule(name, schedule, missed, job);
    }

    /**
     * Gives a job up.
     *
     * @param id its name
     * @return false if it is not kept, or over
     */
    public boolean cancel(UUID id) {
        return scheduler.cancel(id);
    }

    /**
     * Ends the scheduler's process in the middle of what it does, and starts another one: jobs that
     * it had are taken over. Called by a handler, it ends the process while that handler runs; the
     * handler should throw then, and nothing that it still does is heard of.
     */
    public void crash() {
        scheduler.vanish();
        store.kill(scheduler.worker());
        if (!stepping) {
            scheduler = join();
        }
    }

    /**
     * Lets time pass, and runs what becomes due.
     *
     * @param time how long: not negative
     */
    public void advance(Duration time) {
        long end = nowNanos + time.toNanos();
        while (true) {
            long next = step();
            if (next >= end) {
                nowNanos = end;
                step();
                return;
            }
            nowNanos = next;
        }
    }

    /**
     * Lets time pass until all jobs are over, or are due only with the next tick of a recurring
     * job.
     *
     * @throws AssertionError if that takes longer than a week
     */
    public void runUntilIdle() {
        long end = nowNanos + LONGEST.toNanos();
        long next = step();
        while (!isIdle()) {
            if (next > end) {
                throw new AssertionError(
                        "after " + LONGEST + " jobs are not over: " + live(JobQuery.MAX_LIMIT));
            }
            nowNanos = next;
            next = step();
        }
    }

    private long step() {
        stepping = true;
        long next = scheduler.step(nowNanos - joinedNanos);
        stepping = false;
        while (next == Long.MAX_VALUE) {
            scheduler = join();
            stepping = true;
            next = scheduler.step(0);
            stepping = false;
        }
        return next + joinedNanos;
    }

    private boolean isIdle() {
        return live(1).isEmpty();
    }

    private List<Job> live(int limit) {
        return List.of(JobState.ENQUEUED, JobState.RUNNING, JobState.SCHEDULED).stream()
                .flatMap(state -> store.list(new JobQuery(null, state, null, limit)).stream())
                .toList();
    }

    /**
     * {@return the job}
     *
     * @param id its name
     * @throws AssertionError if it is not kept
     */
    public Job job(UUID id) {
        return store.find(id).orElseThrow(() -> new AssertionError("no job " + id + " is kept"));
    }

    /**
     * Checks that a job's handler has returned.
     *
     * @param id its name
     * @throws AssertionError if not; says what became of it
     */
    public void assertSucceeded(UUID id) {
        assertState(id, JobState.SUCCEEDED);
    }

    /**
     * Checks that a job is in the dead-letter queue.
     *
     * @param id its name
     * @throws AssertionError if not; says what became of it
     */
    public void assertDead(UUID id) {
        assertState(id, JobState.DEAD);
    }

    /**
     * Checks in which state a job is.
     *
     * @param id its name
     * @param state where it should be
     * @throws AssertionError if it is not; says what became of it
     */
    public void assertState(UUID id, JobState state) {
        Job job = job(id);
        if (job.state() != state) {
            throw new AssertionError(
                    "job "
                            + id
                            + " is "
                            + job.state()
                            + ", not "
                            + state
                            + ", after "
                            + store.audit(id));
        }
    }

    @Override
    public void close() {
        scheduler.close();
        store.close();
    }
}
