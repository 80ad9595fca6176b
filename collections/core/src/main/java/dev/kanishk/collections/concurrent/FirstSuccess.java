package dev.kanishk.collections.concurrent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One call of {@code invokeAny}: submits all tasks and waits for the first that succeeds. */
final class FirstSuccess<T extends @Nullable Object> {
    private final WorkStealingPool pool;
    private final PoolCore core;
    private final List<Attempt> attempts = new ArrayList<>();
    private final AtomicReference<@Nullable Attempt> winner = new AtomicReference<>();
    private final AtomicReference<@Nullable Attempt> lastToFail = new AtomicReference<>();
    private final AtomicInteger remaining;
    private final CountDownLatch settled = new CountDownLatch(1);

    FirstSuccess(WorkStealingPool pool, PoolCore core, Collection<? extends Callable<T>> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no tasks: invokeAny needs one at least");
        }
        this.pool = pool;
        this.core = core;
        for (Callable<T> task : tasks) {
            attempts.add(new Attempt(task));
        }
        this.remaining = new AtomicInteger(attempts.size());
    }

    /** Returns the result of one that succeeded, and cancels the others. */
    T await(long timeoutNanos) throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean forEver = timeoutNanos == Long.MAX_VALUE;
        try {
            for (Attempt attempt : attempts) {
                if (settled.getCount() > 0) {
                    pool.execute(attempt);
                }
            }
            if (core.currentThread() != null) {
                for (Attempt attempt : attempts) {
                    if (settled.getCount() > 0 && (forEver || deadline - System.nanoTime() > 0)) {
                        attempt.run();
                    }
                }
            }
            if (forEver) {
                settled.await();
            } else if (!settled.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("none of " + attempts.size() + " tasks has succeeded");
            }
            Attempt decisive = winner.get();
            if (decisive == null) {
                decisive = lastToFail.get();
            }
            if (decisive == null) {
                throw new IllegalStateException("settled by no task");
            }
            return decisive.get();
        } finally {
            attempts.forEach(attempt -> attempt.cancel(true));
        }
    }

    private final class Attempt extends PoolFuture<T> {
        Attempt(Callable<T> task) {
            super(core, task);
        }

        @Override
        protected void done() {
            if (state() == State.SUCCESS) {
                winner.compareAndSet(null, this);
                settled.countDown();
            } else if (state() == State.FAILED) {
                lastToFail.set(this);
            }
            if (remaining.decrementAndGet() == 0) {
                settled.countDown();
            }
        }
    }
}
