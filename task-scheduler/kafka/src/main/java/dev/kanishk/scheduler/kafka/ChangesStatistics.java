package dev.kanishk.scheduler.kafka;

import org.jspecify.annotations.Nullable;

/**
 * What went out to Kafka through this process, since it began.
 *
 * @param sent changes that Kafka has; some may have gone out before, through this process or
 *     another
 * @param dropped changes that the store dropped, since too many were kept
 * @param failures how often the store or Kafka failed; the same changes were tried again
 * @param active whether it is this process that sends, and not another
 * @param problem what failed last, until it goes on
 */
public record ChangesStatistics(
        long sent, long dropped, long failures, boolean active, @Nullable String problem) {}
