package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import java.util.List;
import java.util.UUID;

/** A job on its way in. Its name is known before it is stored, so that a write can be repeated. */
final class NewJob {
    private static final int ROW_BYTES = 200;

    final UUID id;
    final JobRequest request;
    final Lane lane;
    final byte[] payload;
    final String node;
    final List<UUID> after;
    int blockers;
    boolean hasDependents;

    NewJob(UUID id, JobRequest request, Lane lane, byte[] payload, String node, List<UUID> after) {
        this.id = id;
        this.request = request;
        this.lane = lane;
        this.payload = payload;
        this.node = node;
        this.after = after;
    }

    long acceptedAtMs() {
        return UuidV7.ms(id);
    }

    long runAtMs() {
        return request.runAt() == null ? acceptedAtMs() : request.runAt().toEpochMilli();
    }

    boolean isDue() {
        return blockers == 0 && runAtMs() <= acceptedAtMs();
    }

    /** Whether neither keys nor other jobs have to be looked at. */
    boolean isPlain() {
        return request.idempotencyKey() == null && after.isEmpty();
    }

    int bytes() {
        return payload.length + ROW_BYTES;
    }
}
