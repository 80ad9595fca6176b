package dev.kanishk.scheduler.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead jobs to redrive or discard, the one dead for longest first.
 *
 * @param type only of this type
 * @param from only those that died at this time or later
 * @param until only those that died before this time
 * @param limit how many at most: 1 to {@value #MAX_LIMIT}
 */
public record DeadQuery(
        @Nullable String type, @Nullable Instant from, @Nullable Instant until, int limit) {
    /** The most jobs that one call changes. */
    public static final int MAX_LIMIT = 10_000;

    /** Checks the limit. */
    public DeadQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit '" + limit + "' is not allowed: use 1 to " + MAX_LIMIT);
        }
    }
}
