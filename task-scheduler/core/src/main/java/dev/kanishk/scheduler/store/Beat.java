package dev.kanishk.scheduler.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a worker learns by a beat.
 *
 * @param now the store's clock
 * @param alive false if the lease had run out and the worker's jobs were taken from it: it has to
 *     drop what it runs, and is joined anew under the same name
 * @param lanes the lanes that have due jobs
 * @param pausedTypes the types that an operator has stopped
 * @param circuits those that are open
 * @param cancelled jobs of this worker that were cancelled or taken away since the last beat
 * @param recovered how many jobs of dead workers this beat made due again
 * @param nextDue how long until the next scheduled job, retry or recurring tick; none if there is
 *     none
 */
public record Beat(
        Instant now,
        boolean alive,
        List<Lane> lanes,
        Set<String> pausedTypes,
        List<Circuit> circuits,
        List<UUID> cancelled,
        int recovered,
        @Nullable Duration nextDue) {}
