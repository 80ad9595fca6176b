package dev.kanishk.scheduler.kafka;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an intake has done, and what keeps it from going on. Written by one thread. */
final class IntakeCounts {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaIntake.class);

    final LongAdder accepted = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile boolean paused;
    private volatile @Nullable String problem;

    /** Notes a failure; the first of several in a row is logged. */
    void failed(String what, Exception e) {
        failures.increment();
        if (problem == null) {
            LOG.warn("{}; it is tried again until that changes: {}", what, e.toString());
        } else {
            LOG.debug("{}", what, e);
        }
        problem = what + ": " + e.getMessage();
    }

    /** Notes that it goes on. */
    void recovered() {
        if (problem != null) {
            LOG.info("the intake goes on");
            problem = null;
        }
    }

    void paused(boolean value) {
        paused = value;
    }

    IntakeStatistics statistics() {
        return new IntakeStatistics(
                accepted.sum(),
                repeated.sum(),
                deadLettered.sum(),
                failures.sum(),
                paused,
                problem);
    }
}
