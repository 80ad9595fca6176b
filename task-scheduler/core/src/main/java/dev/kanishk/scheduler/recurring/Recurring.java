package dev.kanishk.scheduler.recurring;

import dev.kanishk.scheduler.job.JobRequest;
import java.time.Instant;

/**
 * A job that is made again and again, once a tick across all nodes.
 *
 * @param name its name, unique in the store: 1 to {@value #MAX_NAME_LENGTH} characters
 * @param schedule when it ticks
 * @param missed what becomes of ticks that nobody was there for
 * @param job what is enqueued at each tick; its {@code runAt} and idempotency key are set by the
 *     tick
 * @param next the tick that comes next, by the store's clock
 */
public record Recurring(
        String name, Schedule schedule, MissedTicks missed, JobRequest job, Instant next) {
    /** The longest name, in characters. */
    public static final int MAX_NAME_LENGTH = 100;

    /** Checks the name. */
    public Recurring {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "name of "
                            + name.length()
                            + " characters is not allowed: use 1 to "
                            + MAX_NAME_LENGTH);
        }
    }

    /**
     * {@return what there is to do at a time}
     *
     * @param now the store's time
     */
    public Ticks due(Instant now) {
        return Ticks.due(schedule, missed, next, now);
    }

    /**
     * {@return the job of a tick; asking twice makes one, since both have the same idempotency key}
     *
     * @param tick the tick
     */
    public JobRequest jobAt(Instant tick) {
        return job.withRunAt(tick).withIdempotencyKey(name + " " + tick);
    }
}
