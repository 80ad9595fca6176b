package dev.kanishk.scheduler.recurring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Ticks at a time and then again and again, however long the jobs take.
 *
 * @param every from tick to tick: 1 ms to 3,660 days, in whole milliseconds
 * @param start the first tick; what is below its milliseconds is cut off
 */
public record FixedRate(Duration every, Instant start) implements Schedule {
    /** Checks the ranges. */
    public FixedRate {
        Schedules.checkPeriod("rate", every);
        start = start.truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public Instant after(Instant time) {
        if (time.isBefore(start)) {
            return start;
        }
        long periods = Duration.between(start, time).toMillis() / every.toMillis() + 1;
        return Schedules.checkTick(start.plusMillis(periods * every.toMillis()));
    }

    @Override
    public String text() {
        return "rate " + every + " from " + start;
    }
}
