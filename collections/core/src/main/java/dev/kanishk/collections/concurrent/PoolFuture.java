package dev.kanishk.collections.concurrent;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task's future. A worker that waits for one runs the task itself if nobody has begun: workers
 * that wait for each other's tasks do not deadlock, however few there are. It runs nothing else
 * meanwhile, so what it runs never waits for what lies under it on the same thread.
 */
class PoolFuture<T extends @Nullable Object> extends FutureTask<T> {
    private final PoolCore core;

    PoolFuture(PoolCore core, Callable<T> task) {
        super(task);
        this.core = core;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        runIfOnWorker();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        runIfOnWorker();
        return super.get(timeout, unit);
    }

    /** Runs the task unless it has begun; a future task itself makes sure of that. */
    private void runIfOnWorker() {
        if (!isDone() && core.currentThread() != null) {
            run();
        }
    }
}
