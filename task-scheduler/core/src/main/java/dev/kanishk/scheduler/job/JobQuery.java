package dev.kanishk.scheduler.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list, in the order of their acceptance.
 *
 * @param type only of this type
 * @param state only in this state
 * @param after only those accepted after this job
 * @param limit how many at most: 1 to {@value #MAX_LIMIT}
 */
public record JobQuery(
        @Nullable String type, @Nullable JobState state, @Nullable UUID after, int limit) {
    /** The most jobs that one answer holds. */
    public static final int MAX_LIMIT = 1_000;

    /** Checks the limit. */
    public JobQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit '" + limit + "' is not allowed: use 1 to " + MAX_LIMIT);
        }
    }
}
