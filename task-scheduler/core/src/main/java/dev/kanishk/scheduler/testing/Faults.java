package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.dispatch.Handler;
import dev.kanishk.scheduler.dispatch.JobContext;
import dev.kanishk.scheduler.dispatch.JobInterceptor;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns on a handler what happens to handlers where jobs run at least once, so that a test sees
 * whether it bears that: attempts that fail before it is called, processes that end when its
 * effects are there and nobody knows, deliveries that come twice, and delays. What happens to an
 * attempt follows from the seed, the job's name and the attempt's number; ends the same on every
 * run if those are the same.
 *
 * <p>Used as {@code faults.on(handler)}, or for all handlers of a scheduler as {@code
 * builder.intercept(faults)}. Immutable but for its counts; safe for use by many threads.
 */
public final class Faults implements JobInterceptor {
    /** What a handler is made to fail with. */
    public static final class InjectedFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InjectedFault(String message) {
            super(message);
        }
    }

    private final long seed;
    private final double failures;
    private final double crashes;
    private final double duplicates;
    private final double delays;
    private final Duration longestDelay;
    private final Runnable crash;
    private final AtomicLong injected = new AtomicLong();

    private Faults(
            long seed,
            double failures,
            double crashes,
            double duplicates,
            double delays,
            Duration longestDelay,
            Runnable crash) {
        this.seed = seed;
        this.failures = share(failures);
        this.crashes = share(crashes);
        this.duplicates = share(duplicates);
        this.delays = share(delays);
        this.longestDelay = longestDelay;
        this.crash = crash;
    }

    private static double share(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("share '" + value + "' is not allowed: use 0 to 1");
        }
        return value;
    }

    /**
     * Begins with no faults.
     *
     * @param seed what decides; print it with a failure
     * @return the faults
     */
    public static Faults seeded(long seed) {
        return new Faults(seed, 0, 0, 0, 0, Duration.ZERO, () -> {});
    }

    /**
     * Makes attempts fail before the handler is called.
     *
     * @param share of how many attempts: 0 to 1
     * @return the faults with it
     */
    public Faults failing(double share) {
        return new Faults(seed, share, crashes, duplicates, delays, longestDelay, crash);
    }

    /**
     * Makes attempts fail after the handler has returned, as when the process ends before the
     * result is written.
     *
     * @param share of how many attempts: 0 to 1
     * @return the faults with it
     */
    public Faults crashing(double share) {
        return crashing(share, crash);
    }

    /**
     * Ends the process after the handler has returned.
     *
     * @param share of how many attempts: 0 to 1
     * @param end what ends it: {@link TestScheduler#crash}, or {@code Runtime.halt} in a process of
     *     its own
     * @return the faults with it
     */
    public Faults crashing(double share, Runnable end) {
        return new Faults(seed, failures, share, duplicates, delays, longestDelay, end);
    }

    /**
     * Calls the handler twice in an attempt.
     *
     * @param share in how many attempts: 0 to 1
     * @return the faults with it
     */
    public Faults duplicating(double share) {
        return new Faults(seed, failures, crashes, share, delays, longestDelay, crash);
    }

    /**
     * Lets attempts wait before the handler is called.
     *
     * @param share how many attempts: 0 to 1
     * @param longest how long they wait at most
     * @return the faults with it
     */
    public Faults delaying(double share, Duration longest) {
        return new Faults(seed, failures, crashes, duplicates, share, longest, crash);
    }

    /** {@return how many faults there were so far} */
    public long injected() {
        return injected.get();
    }

    /**
     * Wraps a handler.
     *
     * @param handler what runs the jobs
     * @return what runs them with faults
     */
    public Handler on(Handler handler) {
        return job -> run(handler, job);
    }

    @Override
    public Handler running(Handler handler) {
        return on(handler);
    }

    @SuppressWarnings("IllegalThrows") // a handler may fail in any way
    private void run(Handler handler, JobContext job) throws Exception {
        long name = job.id().getMostSignificantBits() * 31 + job.id().getLeastSignificantBits();
        SplittableRandom random = new SplittableRandom(seed ^ name * 31 + job.attempt());
        boolean delayed = happens(random, delays);
        boolean fails = happens(random, failures);
        boolean twice = happens(random, duplicates);
        boolean crashed = happens(random, crashes);
        if (delayed && longestDelay.isPositive()) {
            // Nobody gives a permit: this waits, and ends when it is interrupted.
            new Semaphore(0)
                    .tryAcquire(random.nextLong(longestDelay.toNanos()), TimeUnit.NANOSECONDS);
        }
        if (fails) {
            throw new InjectedFault("failed before the handler was called");
        }
        handler.run(job);
        if (twice) {
            handler.run(job);
        }
        if (crashed) {
            crash.run();
            throw new InjectedFault("the process ended after the handler had returned");
        }
    }

    private boolean happens(SplittableRandom random, double share) {
        boolean does = random.nextDouble() < share;
        if (does) {
            injected.incrementAndGet();
        }
        return does;
    }
}
