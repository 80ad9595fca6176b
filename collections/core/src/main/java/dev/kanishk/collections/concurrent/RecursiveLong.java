package dev.kanishk.collections.concurrent;

/**
 * A divide-and-conquer computation from one number to another.
 *
 * {@snippet :
 * final class Fibonacci extends RecursiveLong {
 *     @Override
 *     protected long compute(Worker worker, long n) {
 *         if (n < 2) {
 *             return n;
 *         }
 *         int smaller = fork(worker, n - 2);
 *         long larger = compute(worker, n - 1);
 *         return larger + join(worker, smaller);
 *     }
 * }
 *
 * long result = pool.invoke(new Fibonacci(), 30);
 * }
 *
 * <p>An instance has no state of its own, so one serves any number of computations at once. What
 * holds for all such computations is written at {@link WorkStealingPool}.
 */
public abstract non-sealed class RecursiveLong extends Recursive {
    /** For subclasses. */
    protected RecursiveLong() {}

    /**
     * Computes the result for an argument, with the help of forks.
     *
     * @param worker what this thread forks and joins with; valid during this call, on this thread
     * @param argument the argument
     * @return the result
     */
    protected abstract long compute(Worker worker, long argument);

    /**
     * Lets the computation for an argument run in parallel with what follows, if someone has time.
     *
     * @param worker as given to {@link #compute}
     * @param argument the argument
     * @return the fork, for {@link #join}
     */
    protected final int fork(Worker worker, long argument) {
        int fork = worker.depth;
        worker.push(this).from = argument;
        worker.tick();
        return fork;
    }

    /**
     * Returns the result of a fork, computing it here if nobody else has begun.
     *
     * @param worker as given to {@link #compute}
     * @param fork what {@link #fork} returned; the youngest that is open
     * @return the result
     */
    protected final long join(Worker worker, int fork) {
        ForkFrame frame = worker.popPrivate(fork);
        if (frame == null) {
            frame = joinSlowly(worker, fork);
            if (frame.computedElsewhere) {
                return frame.longResult;
            }
        }
        long argument = frame.from;
        worker.tick();
        return compute(worker, argument);
    }

    @Override
    final void run(Worker worker, ForkFrame frame) {
        frame.longResult = compute(worker, frame.from);
    }
}
