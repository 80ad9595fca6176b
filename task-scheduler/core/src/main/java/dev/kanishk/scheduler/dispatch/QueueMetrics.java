package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.JobStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Whoever reads a gauge may be one of many and must not wait for a store that hangs: there is one
 * look at a time, however many ask, and nobody waits for it for longer than a moment.
 */
/**
 * How long jobs have been waiting in a store, for Micrometer; needs {@code micrometer-core}. {@code
 * scheduler.queue.age} is, by {@code type}, for how many seconds the oldest due job that nobody has
 * taken has been due; 0 if none waits.
 *
 * <p>It is the same in all processes, also in one that runs nothing. The store is asked when a
 * gauge is read, at most once in 5 seconds. If it has not answered for a minute, the value is not a
 * number. A {@link SchedulerMetrics} has this for the types that its scheduler runs.
 *
 * <p>Safe for use by many threads.
 */
public final class QueueMetrics implements MeterBinder {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Seen(Map<String, Duration> ages, long atNanos) {}

    private final JobStore store;
    private final Set<String> types;
    private final ReentrantLock asking = new ReentrantLock();
    private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);
    private long askedAtNanos = System.nanoTime() - FRESH_NANOS;
    private volatile @Nullable Seen seen;

    /**
     * Makes a binder.
     *
     * @param store where the jobs are; not closed with this
     * @param types the types to tell of
     */
    public QueueMetrics(JobStore store, Set<String> types) {
        this.store = store;
        this.types = Set.copyOf(types);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String type : types) {
            Gauge.builder("scheduler.queue.age", this, metrics -> metrics.seconds(type))
                    .tag("type", type)
                    .baseUnit("seconds")
                    .description("How long the oldest due job that nobody took has been due.")
                    .register(registry);
        }
    }

    private double seconds(String type) {
        await();
        Seen last = seen;
        if (last == null || System.nanoTime() - last.atNanos > KNOWN_NANOS) {
            return Double.NaN;
        }
        return last.ages.getOrDefault(type, Duration.ZERO).toNanos() / 1e9;
    }

    /** Has the store asked if that was not done lately, and gives it a moment from then on. */
    private void await() {
        CompletableFuture<Void> asked;
        long patience;
        asking.lock();
        try {
            long now = System.nanoTime();
            if (look.isDone() && now - askedAtNanos >= FRESH_NANOS) {
                askedAtNanos = now;
                look = CompletableFuture.runAsync(this::ask, Thread.ofVirtual()::start);
            }
            asked = look;
            patience = Math.max(0, askedAtNanos + WAIT_NANOS - now);
        } finally {
            asking.unlock();
        }
        try {
            asked.get(patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // What was seen last stands, for a while.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        seen = new Seen(store.queueAges(), System.nanoTime());
    }
}
