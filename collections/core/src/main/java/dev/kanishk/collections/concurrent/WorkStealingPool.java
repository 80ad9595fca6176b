package dev.kanishk.collections.concurrent;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of threads that steal work from each other, for tasks and for divide and conquer.
 *
 * {@snippet :
 * try (WorkStealingPool pool = WorkStealingPool.builder().workers(4).build()) {
 *     Future<Integer> length = pool.submit(() -> download(uri).length());
 *     long sum = pool.invoke(new TreeSum(), root); // see RecursiveToLong
 *     pool.invoke(() -> sort(left), () -> sort(right));
 * }
 * }
 *
 * <p><b>Tasks.</b> The pool is an {@link java.util.concurrent.ExecutorService}. What a thread
 * outside submits goes into that thread's lane, a bounded queue; {@link BackPressure} says what
 * happens when it is full. What a worker submits goes into its own deque, where others may steal
 * it; when that is full, the worker runs the task in place, or rejects it if that is the setting.
 * Workers visit the lanes in turn and at regular intervals whatever else there is, so neither a
 * flood in one lane nor tasks that beget tasks keep the others waiting. {@code execute} allocates
 * nothing. A worker that waits for a future of this pool runs the task itself if nobody has begun,
 * so {@code invokeAll}, {@code invokeAny} and {@code get} may be used in tasks; with a time limit,
 * too, though a task that has begun in place is not cut short by it.
 *
 * <p><b>Divide and conquer.</b> A subclass of {@link RecursiveLong}, {@link RecursiveToLong},
 * {@link RecursiveFunction} or {@link RecursiveRange} is computed by {@code invoke}. The calling
 * thread computes; forks become available to idle workers once an interval (the heartbeat), so even
 * forks of a few nanoseconds pay, and nothing is allocated for them. Forks are joined on the thread
 * that made them, youngest first. If a computation throws, its open forks are abandoned: those not
 * begun never run, the others end before {@code invoke} does. A fork that was computed elsewhere
 * and failed rethrows the same exception from {@code join}. At most 65,536 forks may be open on one
 * thread. Forks should compute, not wait: a thread that waits in one keeps its core idle.
 *
 * <p><b>Failures.</b> What a submitted task throws is in its future. What a task given to {@code
 * execute} throws goes to the handler that the builder was given. A worker survives both.
 *
 * <p><b>End.</b> After {@link #shutdown} nothing is accepted any more, also from workers;
 * everything accepted before runs. {@link #shutdownNow} interrupts the workers and returns what has
 * not begun: each accepted task is either returned or run, once. An {@code invoke} that still waits
 * for a worker is rejected then. {@code close} waits for the end, so a task must not call it.
 *
 * <p>All methods may be called by any thread. Memory: two cache lines and more a worker, its deque,
 * and the lanes, {@code lanes * laneCapacity} references.
 */
public final class WorkStealingPool extends AbstractExecutorService {
    private static final RecursiveToLong<Runnable> RUN = new RunInWorker();

    private final PoolCore core;
    private final BackPressure whenFull;

    WorkStealingPool(PoolCore core, BackPressure whenFull) {
        this.core = core;
        this.whenFull = whenFull;
    }

    /**
     * Begins the settings of a pool.
     *
     * @return settings at their defaults
     */
    public static WorkStealingPoolBuilder builder() {
        return new WorkStealingPoolBuilder();
    }

    /**
     * Runs a task some time. What it throws goes to the uncaught handler.
     *
     * @param task the task
     * @throws RejectedExecutionException if the pool is shut down, or there is no room and the
     *     setting is {@link BackPressure#REJECT}, or the thread is interrupted as it waits for room
     */
    @Override
    public void execute(Runnable task) {
        requireNonNull(task, "task");
        PoolThread thread = core.currentThread();
        if (thread != null) {
            executeNested(thread, task);
        } else {
            submitFromOutside(task, whenFull);
        }
    }

    private void submitFromOutside(Runnable task, BackPressure backPressure) {
        SubmissionLane lane = core.laneOf(Thread.currentThread());
        SubmissionLane.Offer offer = lane.offer(task);
        if (offer == SubmissionLane.Offer.FULL) {
            switch (backPressure) {
                case REJECT -> throw core.reject("the lane of this thread is full", null);
                case RUN_IN_CALLER -> {
                    runInCaller(task);
                    return;
                }
                case BLOCK -> offer = waitForRoom(lane, task);
            }
        }
        if (offer == SubmissionLane.Offer.CLOSED) {
            throw core.reject("the pool is shut down", null);
        }
        core.sleepers().wakeOne();
    }

    /**
     * Computes a result by divide and conquer, on this thread and whichever workers are idle.
     *
     * @param operation the computation
     * @param argument its argument
     * @return the result
     * @throws RejectedExecutionException if the pool is shut down and this is none of its workers,
     *     or if all guests' places are taken and the submission to a worker is rejected
     */
    public long invoke(RecursiveLong operation, long argument) {
        Worker worker = core.enter();
        if (worker == null) {
            return onWorker(() -> invoke(operation, argument));
        }
        int base = worker.depth;
        boolean finished = false;
        try {
            long result = operation.compute(worker, argument);
            finished = true;
            return result;
        } finally {
            core.leave(worker, base, finished);
        }
    }

    /**
     * Computes a result by divide and conquer, on this thread and whichever workers are idle.
     *
     * @param operation the computation
     * @param argument its argument
     * @return the result
     * @param <A> the type of the argument
     * @throws RejectedExecutionException if the pool is shut down and this is none of its workers,
     *     or if all guests' places are taken and the submission to a worker is rejected
     */
    public <A extends @Nullable Object> long invoke(RecursiveToLong<A> operation, A argument) {
        Worker worker = core.enter();
        if (worker == null) {
            return onWorker(() -> invoke(operation, argument));
        }
        int base = worker.depth;
        boolean finished = false;
        try {
            long result = operation.compute(worker, argument);
            finished = true;
            return result;
        } finally {
            core.leave(worker, base, finished);
        }
    }

    /**
     * Computes a result by divide and conquer, on this thread and whichever workers are idle.
     *
     * @param operation the computation
     * @param argument its argument
     * @return the result
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @throws RejectedExecutionException if the pool is shut down and this is none of its workers,
     *     or if all guests' places are taken and the submission to a worker is rejected
     */
    public <A extends @Nullable Object, R extends @Nullable Object> R invoke(
            RecursiveFunction<A, R> operation, A argument) {
        Worker worker = core.enter();
        if (worker == null) {
            return onWorker(() -> invoke(operation, argument));
        }
        int base = worker.depth;
        boolean finished = false;
        try {
            R result = operation.compute(worker, argument);
            finished = true;
            return result;
        } finally {
            core.leave(worker, base, finished);
        }
    }

    /**
     * Computes a result by divide and conquer, on this thread and whichever workers are idle.
     *
     * @param operation the computation
     * @param data what the range is in
     * @param from the first of the range
     * @param to the one behind the last
     * @return the result
     * @param <A> the type of what the range is in
     * @throws RejectedExecutionException if the pool is shut down and this is none of its workers,
     *     or if all guests' places are taken and the submission to a worker is rejected
     */
    public <A extends @Nullable Object> long invoke(
            RecursiveRange<A> operation, A data, long from, long to) {
        Worker worker = core.enter();
        if (worker == null) {
            return onWorker(() -> invoke(operation, data, from, to));
        }
        int base = worker.depth;
        boolean finished = false;
        try {
            long result = operation.compute(worker, data, from, to);
            finished = true;
            return result;
        } finally {
            core.leave(worker, base, finished);
        }
    }

    /**
     * Runs two pieces of work, in parallel if someone is idle, and returns when both have ended.
     * May be called in either of them again, to any depth.
     *
     * @param first runs on this thread
     * @param second runs on this thread afterwards, or elsewhere; not at all if the first throws
     *     before it has begun
     * @throws RejectedExecutionException if the pool is shut down and this is none of its workers,
     *     or if all guests' places are taken and the submission to a worker is rejected
     */
    public void invoke(Runnable first, Runnable second) {
        Worker worker = core.enter();
        if (worker == null) {
            onWorker(() -> {
                invoke(first, second);
                return 0;
            });
            return;
        }
        int base = worker.depth;
        boolean finished = false;
        try {
            int fork = RUN.fork(worker, second);
            first.run();
            RUN.join(worker, fork);
            finished = true;
        } finally {
            core.leave(worker, base, finished);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return new FirstSuccess<T>(this, core, tasks).await(Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a wait for ever came to its end", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return new FirstSuccess<T>(this, core, tasks).await(unit.toNanos(timeout));
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return new PoolFuture<>(core, callable);
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(
            Runnable runnable, T value) {
        return new PoolFuture<>(core, Executors.callable(runnable, value));
    }

    @Override
    public void shutdown() {
        core.end(PoolCore.Phase.SHUT_DOWN);
    }

    /**
     * Accepts nothing more, interrupts the workers, and has them begin nothing more.
     *
     * @return the tasks that had not begun
     */
    @Override
    public List<Runnable> shutdownNow() {
        return core.end(PoolCore.Phase.STOPPING) ? core.collectNotBegun() : List.of();
    }

    @Override
    public boolean isShutdown() {
        return !core.isRunning();
    }

    @Override
    public boolean isTerminated() {
        return core.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return core.awaitTermination(timeout, unit);
    }

    /**
     * Shuts down and waits for the end; if interrupted as it waits, it stops the pool.
     *
     * @throws IllegalStateException if a task of this pool calls it, which would wait for itself;
     *     nothing has happened then
     */
    @Override
    public void close() {
        if (core.currentThread() != null) {
            throw new IllegalStateException(
                    "a task cannot close the pool it runs in, since that waits for the task;"
                            + " call shutdown()");
        }
        super.close();
    }

    /**
     * Returns what the pool has counted so far.
     *
     * @return the counts
     */
    public PoolMetrics metrics() {
        return core.metrics();
    }

    /**
     * Returns the number of threads.
     *
     * @return the number of threads
     */
    public int workers() {
        return core.workers();
    }

    @Override
    public String toString() {
        return "WorkStealingPool["
                + core.phase()
                + ", "
                + core.workers()
                + " workers, "
                + metrics()
                + "]";
    }

    private void executeNested(PoolThread thread, Runnable task) {
        if (!core.isRunning()) {
            throw core.reject("the pool is shut down", null);
        }
        if (thread.deque().push(task)) {
            core.counts().nested(thread.index());
            core.announceTask();
        } else if (whenFull == BackPressure.REJECT) {
            throw core.reject("the deque of this worker is full", null);
        } else {
            runInCaller(task);
        }
    }

    private void runInCaller(Runnable task) {
        core.counts().ranInCaller();
        try {
            task.run();
        } catch (Throwable e) {
            core.reportUncaught(Thread.currentThread(), e);
        }
    }

    private SubmissionLane.Offer waitForRoom(SubmissionLane lane, Runnable task) {
        try {
            return lane.offerWaiting(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw core.reject("interrupted while waiting for room", e);
        }
    }

    /** Waits for room even where submitters run tasks: this one has no place to run it. */
    private <T extends @Nullable Object> T onWorker(Callable<T> computation) {
        boolean interrupted = false;
        try {
            var future = new GuestCall<>(core, computation);
            submitFromOutside(
                    future, whenFull == BackPressure.REJECT ? whenFull : BackPressure.BLOCK);
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (CancellationException e) {
                    throw core.reject("the pool was stopped before the computation had begun", e);
                } catch (ExecutionException e) {
                    throw Recursive.asUnchecked(e.getCause() == null ? e : e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class RunInWorker extends RecursiveToLong<Runnable> {
        @Override
        protected long compute(Worker worker, Runnable work) {
            work.run();
            return 0;
        }
    }
}
