package dev.kanishk.scheduler.recurring;

import java.time.Instant;

/**
 * When a recurring job ticks. A pure function of the tick before: no clock is asked and nothing is
 * remembered, so all nodes agree. Immutable.
 */
public sealed interface Schedule permits CronSchedule, FixedRate, FixedDelay {
    /**
     * {@return the first tick after a time}
     *
     * @param time exclusive
     * @throws IllegalArgumentException if there is none before the year 10000
     */
    Instant after(Instant time);

    /** {@return the schedule as {@link #parse} reads it} */
    String text();

    /**
     * Reads a schedule: {@code cron EXPRESSION ZONE}, {@code rate DURATION from INSTANT} or {@code
     * delay DURATION}; for example {@code cron 0 3 * * MON-FRI Europe/Berlin}, {@code rate PT5M
     * from 2026-01-01T00:00:00Z}, {@code delay PT30S}.
     *
     * @param text as {@link #text} gives it
     * @return the schedule
     * @throws IllegalArgumentException if it is none; says which part is wrong and what would do
     */
    static Schedule parse(String text) {
        return Schedules.parse(text);
    }
}
