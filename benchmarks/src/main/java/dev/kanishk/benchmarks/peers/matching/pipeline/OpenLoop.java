package dev.kanishk.benchmarks.peers.matching.pipeline;

import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** Hands commands over by the clock, or as fast as they are taken. One thread. */
final class OpenLoop {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long STUCK_NANOS = 60 * SECOND_NANOS;

    private final Target target;
    private final Arrivals arrivals;
    private long number;

    OpenLoop(Target target, Arrivals arrivals) {
        this.target = target;
        this.arrivals = arrivals;
    }

    /**
     * What a run by the clock came to.
     *
     * @param perSecond commands that were due a second
     * @param achievedPerSecond commands that were done a second
     * @param nanos from when each was due to when it was done
     */
    record Paced(long perSecond, double achievedPerSecond, Histogram nanos) {
        /** Returns this run and another one of the same rate as one. */
        Paced plus(Paced other) {
            Histogram both = nanos.copy();
            both.add(other.nanos);
            double share = nanos.getTotalCount() / (double) both.getTotalCount();
            double achieved = share * achievedPerSecond + (1 - share) * other.achievedPerSecond;
            return new Paced(perSecond, achieved, both);
        }

        /** Returns whether it kept up: what was offered was done, but for its last moments. */
        boolean keptUp() {
            return achievedPerSecond > 0.98 * perSecond;
        }
    }

    /**
     * Hands commands over as fast as they are taken, and waits until all are done.
     *
     * @return commands a second
     */
    double flatOut(long commands) {
        long start = System.nanoTime();
        for (long last = number + commands; number < last; number++) {
            offer();
        }
        awaitCompletion();
        return commands * (double) SECOND_NANOS / (System.nanoTime() - start);
    }

    /** Hands commands over when they are due, and waits until all are done. */
    Paced paced(long perSecond, double seconds) {
        long first = number;
        long commands = (long) (perSecond * seconds);
        long start = System.nanoTime();
        arrivals.begin(first, perSecond, start);
        while (number < first + commands) {
            double elapsed = System.nanoTime() - start;
            long due = first + Math.min(commands, 1 + (long) (elapsed * perSecond / SECOND_NANOS));
            if (number == due) {
                Thread.onSpinWait();
            }
            for (; number < due; number++) {
                offer();
            }
        }
        awaitCompletion();
        double achieved = commands * (double) SECOND_NANOS / (System.nanoTime() - start);
        return new Paced(perSecond, achieved, arrivals.end());
    }

    private void offer() {
        if (!target.offer(number)) {
            await(() -> target.offer(number));
        }
    }

    private void awaitCompletion() {
        await(() -> arrivals.completed() >= number);
    }

    private void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
            if (System.nanoTime() - start > STUCK_NANOS) {
                throw new IllegalStateException(
                        "nothing moves for a minute: %d handed over, %d done"
                                .formatted(number, arrivals.completed()));
            }
        }
    }
}
