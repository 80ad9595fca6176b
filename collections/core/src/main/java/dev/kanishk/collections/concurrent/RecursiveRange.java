package dev.kanishk.collections.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * A divide-and-conquer computation over a range of something, such as the elements of an array.
 *
 * {@snippet :
 * final class ArraySum extends RecursiveRange<long[]> {
 *     @Override
 *     protected long compute(Worker worker, long[] data, long from, long to) {
 *         if (to - from <= 1_024) {
 *             long sum = 0;
 *             for (int i = (int) from; i < to; i++) {
 *                 sum += data[i];
 *             }
 *             return sum;
 *         }
 *         long middle = (from + to) >>> 1;
 *         int upper = fork(worker, data, middle, to);
 *         long lower = compute(worker, data, from, middle);
 *         return lower + join(worker, upper);
 *     }
 * }
 *
 * long sum = pool.invoke(new ArraySum(), data, 0, data.length);
 * }
 *
 * <p>An instance has no state of its own, so one serves any number of computations at once. What
 * holds for all such computations is written at {@link WorkStealingPool}.
 *
 * @param <A> the type of what the range is in
 */
public abstract non-sealed class RecursiveRange<A extends @Nullable Object> extends Recursive {
    /** For subclasses. */
    protected RecursiveRange() {}

    /**
     * Computes the result for a range, with the help of forks.
     *
     * @param worker what this thread forks and joins with; valid during this call, on this thread
     * @param data what the range is in
     * @param from the first of the range
     * @param to the one behind the last
     * @return the result
     */
    protected abstract long compute(Worker worker, A data, long from, long to);

    /**
     * Lets the computation for a range run in parallel with what follows, if someone has time.
     *
     * @param worker as given to {@link #compute}
     * @param data what the range is in
     * @param from the first of the range
     * @param to the one behind the last
     * @return the fork, for {@link #join}
     */
    @SuppressWarnings("ReferenceEquality") // spares a store of the same reference
    protected final int fork(Worker worker, A data, long from, long to) {
        int fork = worker.depth;
        ForkFrame frame = worker.push(this);
        if (frame.argument != data) {
            frame.argument = data;
        }
        frame.from = from;
        frame.to = to;
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
        A data = data(frame);
        long from = frame.from;
        long to = frame.to;
        worker.tick();
        return compute(worker, data, from, to);
    }

    @Override
    final void run(Worker worker, ForkFrame frame) {
        frame.longResult = compute(worker, data(frame), frame.from, frame.to);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // fork put an A there, null only if A allows it
    private A data(ForkFrame frame) {
        return (A) frame.argument;
    }
}
