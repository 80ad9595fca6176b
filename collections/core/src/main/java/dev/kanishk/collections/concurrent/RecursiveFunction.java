package dev.kanishk.collections.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * A divide-and-conquer computation from one object to another.
 *
 * {@snippet :
 * final class Height extends RecursiveFunction<Node, Integer> {
 *     @Override
 *     protected Integer compute(Worker worker, Node node) {
 *         if (node.isLeaf()) {
 *             return 1;
 *         }
 *         int right = fork(worker, node.right());
 *         int left = compute(worker, node.left());
 *         return 1 + Math.max(left, join(worker, right));
 *     }
 * }
 *
 * int height = pool.invoke(new Height(), root);
 * }
 *
 * <p>An instance has no state of its own, so one serves any number of computations at once. What
 * holds for all such computations is written at {@link WorkStealingPool}.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
public abstract non-sealed class RecursiveFunction<
                A extends @Nullable Object, R extends @Nullable Object>
        extends Recursive {
    /** For subclasses. */
    protected RecursiveFunction() {}

    /**
     * Computes the result for an argument, with the help of forks.
     *
     * @param worker what this thread forks and joins with; valid during this call, on this thread
     * @param argument the argument
     * @return the result
     */
    protected abstract R compute(Worker worker, A argument);

    /**
     * Lets the computation for an argument run in parallel with what follows, if someone has time.
     *
     * @param worker as given to {@link #compute}
     * @param argument the argument
     * @return the fork, for {@link #join}
     */
    protected final int fork(Worker worker, A argument) {
        int fork = worker.depth;
        worker.push(this).argument = argument;
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
    protected final R join(Worker worker, int fork) {
        ForkFrame frame = worker.popPrivate(fork);
        if (frame == null) {
            frame = joinSlowly(worker, fork);
            if (frame.computedElsewhere) {
                return result(frame);
            }
        }
        A argument = argument(frame);
        worker.tick();
        return compute(worker, argument);
    }

    @Override
    final void run(Worker worker, ForkFrame frame) {
        frame.result = compute(worker, argument(frame));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // fork put an A there, null only if A allows it
    private A argument(ForkFrame frame) {
        return (A) frame.argument;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // run put an R there, null only if R allows it
    private R result(ForkFrame frame) {
        R result = (R) frame.result;
        frame.result = null;
        return result;
    }
}
