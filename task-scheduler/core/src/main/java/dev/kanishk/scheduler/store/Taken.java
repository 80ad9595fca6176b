package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import java.util.UUID;

/** A claimed job as the database gives it. */
record Taken(
        UUID id,
        int lane,
        long ticket,
        Lifecycle.Counts counts,
        long dueAtMs,
        JobRequest request) {}
