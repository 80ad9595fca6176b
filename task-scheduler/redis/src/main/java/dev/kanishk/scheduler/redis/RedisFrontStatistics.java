package dev.kanishk.scheduler.redis;

import java.time.Duration;

/**
 * What went through Redis in this process, since it began.
 *
 * @param through whether jobs go through Redis now; if not, they go to the database directly
 * @param sent jobs that were given to Redis
 * @param moved jobs that this process moved into the database, of any process
 * @param direct jobs that went to the database at once, since Redis was not there or full, or the
 *     call was large
 * @param rescued jobs that were given to Redis, or were about to be, and that this process wrote to
 *     the database itself in the end
 * @param waiting jobs of this process that are not in the database yet, as far as it knows
 * @param oldest for how long the oldest of these has waited
 * @param losses how often Redis was given up: gone, too slow, without its memory, or misconfigured
 * @param persistence what Redis said of its own persistence when it was last asked
 */
public record RedisFrontStatistics(
        boolean through,
        long sent,
        long moved,
        long direct,
        long rescued,
        long waiting,
        Duration oldest,
        long losses,
        String persistence) {}
