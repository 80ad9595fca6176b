package dev.kanishk.scheduler.report;

import dev.kanishk.scheduler.job.TypeStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a type stands.
 *
 * @param status its counts, and whether it is paused
 * @param oldestDue since when the first of its due jobs waits; none if none does
 */
public record TypeReport(TypeStatus status, @Nullable Instant oldestDue) {}
