package dev.kanishk.scheduler.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was read in one transaction.
 *
 * @param readAt when it was read, by the clock of the database that it was read from
 * @param lastBeat the newest sign of life of a worker that the database had then, which workers
 *     give every second or so: a replica that lags, or whose primary is gone, has only old ones;
 *     none if no worker is known
 * @param value what was read
 * @param <T> what that is
 */
public record Snapshot<T>(Instant readAt, @Nullable Instant lastBeat, T value) {}
