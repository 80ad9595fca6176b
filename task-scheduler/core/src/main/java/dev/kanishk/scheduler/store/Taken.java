package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job as the database gives it.
 *
 * @param unreadable why its payload cannot be decoded; none if it can
 */
record Taken(
        UUID id,
        int lane,
        long ticket,
        Lifecycle.Counts counts,
        long dueAtMs,
        JobRequest request,
        @Nullable String unreadable) {}
