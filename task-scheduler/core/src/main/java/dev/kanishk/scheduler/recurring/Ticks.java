package dev.kanishk.scheduler.recurring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a look at a recurring job finds to be done: a pure function of its schedule, its policy, the
 * tick it stands at, and the store's time.
 *
 * <p>Nodes look about once a second. A tick for which a node looks before the one after it has come
 * always runs, whatever the policy.
 *
 * @param run the ticks to make jobs for, the oldest first
 * @param leftOut whether other ticks have passed, for which no job is made
 * @param next the tick that it stands at then; after the time of the look, but for a schedule that
 *     has not begun
 */
public record Ticks(List<Instant> run, boolean leftOut, Instant next) {
    /** The most jobs that one look makes. */
    public static final int MAX_TICKS = 100;

    /** How late a tick may be and not count as missed. */
    public static final Duration PUNCTUAL = Duration.ofMinutes(1);

    /** Keeps the list as it is. */
    public Ticks {
        run = List.copyOf(run);
    }

    /**
     * Works out which ticks have come. Takes up to 100 steps of the schedule as a rule, and some
     * thousands after a long standstill, however long it was.
     *
     * <p>A {@link FixedDelay} misses nothing: its tick waits until somebody is there, and the ones
     * after it are counted from the end of its job.
     *
     * @param schedule when it ticks
     * @param missed what becomes of ticks that nobody was there for
     * @param next the tick that it stands at
     * @param now the store's time
     * @return what to do; nothing, if the tick is still to come
     */
    public static Ticks due(Schedule schedule, MissedTicks missed, Instant next, Instant now) {
        if (next.isAfter(now)) {
            return new Ticks(List.of(), false, next);
        }
        Instant after = schedule.after(now);
        if (schedule instanceof FixedDelay) {
            return new Ticks(List.of(next), false, after);
        }
        int most = missed == MissedTicks.RUN_ALL ? MAX_TICKS : 1;
        List<Instant> last = last(schedule, next, now, most);
        boolean leftOut = !last.getFirst().equals(next);
        if (missed == MissedTicks.SKIP && last.getLast().isBefore(now.minus(PUNCTUAL))) {
            return new Ticks(List.of(), true, after);
        }
        return new Ticks(last, leftOut, after);
    }

    /** The last ticks from one tick on up to a time. */
    private static List<Instant> last(Schedule schedule, Instant first, Instant to, int most) {
        List<Instant> found = new ArrayList<>();
        found.add(first);
        upTo(schedule, first, to, most + 1, found);
        if (found.size() <= most) {
            return found;
        }
        // There are more. The later the start, the fewer ticks follow it: find the last start that
        // as many as are wanted follow. Ticks are a millisecond apart or more.
        Instant enough = first.truncatedTo(ChronoUnit.MILLIS);
        long tooFewMs = Duration.between(enough, to).toMillis() + 1;
        long enoughMs = 0;
        while (tooFewMs - enoughMs > 1) {
            long middleMs = (tooFewMs + enoughMs) >>> 1;
            found.clear();
            upTo(schedule, enough.plusMillis(middleMs), to, most, found);
            if (found.size() == most) {
                enoughMs = middleMs;
            } else {
                tooFewMs = middleMs;
            }
        }
        found.clear();
        upTo(schedule, enough.plusMillis(enoughMs), to, most, found);
        return found;
    }

    /** Adds the ticks after one time up to another, until there are a number of them. */
    private static void upTo(
            Schedule schedule, Instant after, Instant to, int size, List<Instant> ticks) {
        Instant tick = after;
        while (ticks.size() < size) {
            tick = schedule.after(tick);
            if (tick.isAfter(to)) {
                return;
            }
            ticks.add(tick);
        }
    }
}
