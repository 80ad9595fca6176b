package dev.kanishk.scheduler.recurring;

import java.time.Duration;
import java.time.Instant;

/**
 * Ticks a while after the job of the tick before has ended, however it ended: two of its jobs never
 * overlap. Asked for the tick after a job's end, it gives that end and the delay. Whoever makes the
 * ticks must therefore look first whether the job of the last one is over, and if it is not, put
 * the tick off.
 *
 * @param delay from an end to the next tick: 1 ms to 3,660 days, in whole milliseconds
 */
public record FixedDelay(Duration delay) implements Schedule {
    /** Checks the range. */
    public FixedDelay {
        Schedules.checkPeriod("delay", delay);
    }

    @Override
    public Instant after(Instant time) {
        return Schedules.checkTick(time.plus(delay));
    }

    @Override
    public String text() {
        return "delay " + delay;
    }
}
