package dev.kanishk.collections.concurrent;

/** An operation that divides its work: what the fork stack knows of it. */
abstract sealed class Recursive
        permits RecursiveFunction, RecursiveLong, RecursiveRange, RecursiveToLong {
    /** Computes a stolen frame and stores the result in it. */
    abstract void run(Worker worker, ForkFrame frame);

    /**
     * Closes a fork that is shared, or was, or has others above it.
     *
     * @return its frame: to compute here, or done elsewhere
     */
    final ForkFrame joinSlowly(Worker worker, int fork) {
        ForkFrame frame = worker.joinSlowly(fork);
        if (frame.isDone()) {
            Throwable failure = frame.reset();
            if (failure != null) {
                throw asUnchecked(failure);
            }
            frame.computedElsewhere = true;
        } else {
            frame.computedElsewhere = false;
        }
        return frame;
    }

    /** Returns what to throw for a failure that passed through a place that takes anything. */
    static RuntimeException asUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(failure);
    }
}
