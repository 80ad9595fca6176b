package dev.kanishk.scheduler.kafka;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/** What an intake has done, and what keeps it from going on. Written by one thread. */
final class IntakeCounts {
    final LongAdder accepted = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    final Progress progress =
            new Progress(LoggerFactory.getLogger(KafkaIntake.class), "the intake");
    private volatile boolean paused;

    void paused(boolean value) {
        paused = value;
    }

    IntakeStatistics statistics() {
        return new IntakeStatistics(
                accepted.sum(),
                repeated.sum(),
                deadLettered.sum(),
                progress.failures(),
                paused,
                progress.problem());
    }
}
