package dev.kanishk.scheduler.kafka;

import org.jspecify.annotations.Nullable;

/**
 * What came in from Kafka through this process, since it began.
 *
 * @param accepted jobs that the store accepted
 * @param repeated records whose jobs the store had already
 * @param deadLettered records that went to the dead letters
 * @param failures how often the store or Kafka failed; the same records were tried again
 * @param paused whether no records are taken now, since the store is full or something fails
 * @param problem what failed last, until it goes on
 */
public record IntakeStatistics(
        long accepted,
        long repeated,
        long deadLettered,
        long failures,
        boolean paused,
        @Nullable String problem) {}
