package dev.kanishk.scheduler.server.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a fleet and when; the same for the same seed.
 *
 * @param steps by time
 */
record Plan(List<Step> steps) {
    /** Longer than a worker's lease. */
    static final Duration STANDSTILL = Duration.ofSeconds(18);

    private static final long FIRST_MS = 2_000;
    private static final int MIN_GAP_MS = 1_500;
    private static final int MAX_GAP_MS = 4_000;

    /**
     * A fault.
     *
     * @param at when, after the beginning
     * @param fault what
     * @param worker whose, counted from 0
     */
    record Step(Duration at, Fault fault, int worker) {
        @Override
        public String toString() {
            return "%6.1f s  %s".formatted(at.toMillis() / 1_000.0, fault.text(worker));
        }
    }

    Plan {
        steps = List.copyOf(steps);
    }

    /** Draws faults of some kinds until the time is over. */
    static Plan of(long seed, int workers, Duration time, List<Fault> kinds) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        @Nullable Step stop = null;
        for (long ms = FIRST_MS;
                ms < time.toMillis();
                ms += random.nextInt(MIN_GAP_MS, MAX_GAP_MS)) {
            Duration at = Duration.ofMillis(ms);
            Fault fault = kinds.get(random.nextInt(kinds.size()));
            int worker = random.nextInt(workers);
            if (stop != null && at.compareTo(stop.at.plus(STANDSTILL)) < 0) {
                // One that stands still is left alone, or it would not be seen to go on.
                fault = fault == Fault.STOP || fault == Fault.ROLL ? Fault.KILL : fault;
                worker = worker == stop.worker ? (worker + 1) % workers : worker;
            } else if (fault == Fault.STOP
                    && (workers == 1 || at.plus(STANDSTILL).compareTo(time) > 0)) {
                fault = Fault.KILL;
            }
            Step step = new Step(at, fault, worker);
            steps.add(step);
            if (fault == Fault.STOP) {
                stop = step;
                steps.add(new Step(at.plus(STANDSTILL), Fault.CONTINUE, worker));
            }
        }
        steps.sort(Comparator.comparing(Step::at));
        return new Plan(steps);
    }
}
