package dev.kanishk.scheduler.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was when it was read.
 *
 * @param id its name; in the order of acceptance (UUID version 7, RFC 9562)
 * @param request what was asked for; {@code runAt} is when it is or was due next
 * @param state where it is
 * @param attempts how often it was started
 * @param failures how many attempts failed, which is what {@code maxAttempts} limits; an attempt
 *     that was handed back, or whose worker died, is none of them
 * @param crashes how many workers died while they ran it
 * @param acceptedAt when it was accepted
 * @param changedAt when its state changed last
 * @param error what the last failure said
 * @param percent how far its handler said it is, 0 to 100
 * @param note what its handler said of that
 */
public record Job(
        UUID id,
        JobRequest request,
        JobState state,
        int attempts,
        int failures,
        int crashes,
        Instant acceptedAt,
        Instant changedAt,
        @Nullable String error,
        int percent,
        @Nullable String note) {}
