package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as the store in memory keeps it. Confined to the store's lock. */
final class MemoryJob {
    final UUID id;
    final long number;
    final Lane lane;
    final JobRequest request;
    final Instant acceptedAt;
    final List<Transition> audit = new ArrayList<>();
    final List<MemoryJob> dependents = new ArrayList<>();
    JobState state = JobState.ENQUEUED;
    int attempts;
    int failures;
    int crashes;
    int blockers;
    boolean blockedAny;

    /** Whether the attempt's start was recorded. */
    boolean started;

    /** When it became due. */
    Instant dueAt;

    /** When it is due again; while it is scheduled. */
    @Nullable Instant laterAt;

    Instant changedAt;
    @Nullable String error;
    @Nullable MemorySession holder;
    int percent;
    @Nullable String note;

    MemoryJob(UUID id, long number, Lane lane, JobRequest request, Instant now) {
        this.id = id;
        this.number = number;
        this.lane = lane;
        this.request = request;
        this.acceptedAt = now;
        this.changedAt = now;
        Instant runAt = request.runAt();
        this.dueAt = runAt != null && runAt.isAfter(now) ? runAt : now;
    }

    boolean isHeld(MemorySession session, int attempt) {
        return state == JobState.RUNNING && holder == session && attempts == attempt;
    }

    Claim claim(long receipt) {
        return new Claim(
                id, lane, attempts, failures, crashes, receipt, acceptedAt, dueAt, request);
    }

    Job view() {
        return new Job(
                id,
                laterAt == null ? request : request.withRunAt(laterAt),
                state,
                attempts,
                failures,
                crashes,
                acceptedAt,
                changedAt,
                error,
                percent,
                note);
    }
}
