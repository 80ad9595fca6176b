package dev.kanishk.scheduler.recurring;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Ticks when the clock on the wall of a time zone shows what an expression names.
 *
 * <p>The expression has five fields, or six with the seconds first:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><th>field</th><th>values</th><th>besides {@code *}, lists, ranges and steps</th></tr>
 * <tr><td>second, if there are six</td><td>0 to 59</td><td></td></tr>
 * <tr><td>minute</td><td>0 to 59</td><td></td></tr>
 * <tr><td>hour</td><td>0 to 23</td><td></td></tr>
 * <tr><td>day of month</td><td>1 to 31</td><td>{@code L} the last, {@code L-3} three before it,
 *     {@code 15W} the weekday (Monday to Friday) of the same month nearest to the 15th, {@code LW}
 *     the last weekday, {@code ?} for {@code *}</td></tr>
 * <tr><td>month</td><td>1 to 12, {@code JAN} to {@code DEC}</td><td></td></tr>
 * <tr><td>day of week</td><td>0 to 7 (0 and 7 are Sunday), {@code SUN} to {@code SAT}</td>
 *     <td>{@code FRI#2} the second Friday of the month, {@code FRIL} the last one, {@code ?} for
 *     {@code *}</td></tr>
 * </table>
 *
 * <p>{@code 1-5} is a range, {@code 1-9/2} every second of it, {@code 5/10} every tenth from 5 on,
 * {@code 1,15,L} a list. Names may be in any case. If both days are restricted, a day that either
 * of them names will do, as in POSIX's {@code crontab}; the first Monday of a month is {@code
 * MON#1}, not {@code 1-7} with {@code MON}. {@code @yearly}, {@code @annually}, {@code @monthly},
 * {@code @weekly}, {@code @daily}, {@code @midnight} and {@code @hourly} stand for what they say.
 *
 * <p>Where clocks are put forward, times that the wall never shows tick at the first instant after
 * the gap, once for all of them; where they are put back, times that it shows twice tick the first
 * time only: so a job of 02:30 runs once on every day. An expression that names all 24 hours means
 * an interval rather than times of the day, and follows the clock as it runs: it ticks in both
 * passes of an overlap and makes up for nothing in a gap, so {@code *}{@code /5 * * * *} is never
 * silent for longer than five minutes where gaps and overlaps are whole hours.
 *
 * <p>Looking for the next tick takes a few steps a month. Instances are equal if their texts are.
 */
public final class CronSchedule implements Schedule {
    private static final int MAX_YEAR = 9_999;
    private static final int SECONDS_A_MINUTE = 60;
    private static final int SECONDS_AN_HOUR = 3_600;

    private final String expression;
    private final ZoneId zone;
    private final CronFields fields;

    private CronSchedule(String expression, ZoneId zone, CronFields fields) {
        this.expression = expression;
        this.zone = zone;
        this.fields = fields;
    }

    /**
     * Reads an expression.
     *
     * @param expression its fields, separated by spaces
     * @param zone whose wall clock it is about
     * @return the schedule
     * @throws IllegalArgumentException if a field is wrong, or no day there is fits: names the
     *     field and what would do
     */
    public static CronSchedule of(String expression, ZoneId zone) {
        String text = String.join(" ", expression.strip().split("\\s+", -1));
        CronFields fields = CronParser.parse(text);
        CronSchedule schedule = new CronSchedule(text, zone, fields);
        // The calendar repeats every 400 years: a day that is not in these is in none.
        LocalDate from = LocalDate.of(2000, 1, 1);
        if (schedule.dateFrom(from, from.plusYears(400)) == null) {
            throw Schedules.wrong("cron", text, "no month that it names has a day that it names");
        }
        return schedule;
    }

    /** {@return the fields} */
    public String expression() {
        return expression;
    }

    /** {@return whose wall clock it is about} */
    public ZoneId zone() {
        return zone;
    }

    @Override
    public Instant after(Instant time) {
        return Schedules.checkTick(fields.allHours() ? byInterval(time) : byWall(time));
    }

    /** Each time on the wall has one instant: the first that shows it, or that comes after it. */
    private Instant byWall(Instant time) {
        ZoneRules rules = zone.getRules();
        ZoneOffset offset = rules.getOffset(time);
        LocalDateTime from = secondAfter(time, offset);
        ZoneOffsetTransition around = rules.getTransition(from.minusSeconds(1));
        if (around != null && around.isOverlap() && offset.equals(around.getOffsetAfter())) {
            from = around.getDateTimeBefore();
        }
        return instantOf(dateTimeFrom(from), rules);
    }

    private static Instant instantOf(LocalDateTime wall, ZoneRules rules) {
        ZoneOffsetTransition transition = rules.getTransition(wall);
        if (transition == null) {
            return wall.toInstant(rules.getOffset(wall));
        }
        return transition.isGap()
                ? transition.getInstant()
                : wall.toInstant(transition.getOffsetBefore());
    }

    /** Goes through the stretches between two changes of the clock, one after the other. */
    private Instant byInterval(Instant time) {
        ZoneRules rules = zone.getRules();
        ZoneOffset offset = rules.getOffset(time);
        LocalDateTime from = secondAfter(time, offset);
        ZoneOffsetTransition change = rules.nextTransition(time);
        while (true) {
            Instant tick = dateTimeFrom(from).toInstant(offset);
            if (change == null || tick.isBefore(change.getInstant())) {
                return tick;
            }
            offset = change.getOffsetAfter();
            from = change.getDateTimeAfter();
            change = rules.nextTransition(change.getInstant());
        }
    }

    private static LocalDateTime secondAfter(Instant time, ZoneOffset offset) {
        return LocalDateTime.ofInstant(time, offset).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    /** The first time on the wall, inclusive, that the fields name. */
    private LocalDateTime dateTimeFrom(LocalDateTime from) {
        LocalDate last = LocalDate.of(MAX_YEAR, 12, 31);
        LocalDate date = dateFrom(from.toLocalDate(), last);
        if (date != null && date.equals(from.toLocalDate())) {
            int second = secondOfDayFrom(from.toLocalTime().toSecondOfDay());
            if (second >= 0) {
                return at(date, second);
            }
            date = dateFrom(date.plusDays(1), last);
        }
        if (date == null) {
            throw Schedules.wrong("time", from, "schedules end with the year 9999");
        }
        return at(date, secondOfDayFrom(0));
    }

    private static LocalDateTime at(LocalDate date, int secondOfDay) {
        return date.atStartOfDay().plusSeconds(secondOfDay);
    }

    /** The first day of the range, both ends inclusive, that the fields name; null if none. */
    private @Nullable LocalDate dateFrom(LocalDate from, LocalDate to) {
        YearMonth month = YearMonth.from(from);
        int day = from.getDayOfMonth();
        while (!month.atDay(1).isAfter(to)) {
            if (CronFields.next(fields.months(), month.getMonthValue()) == month.getMonthValue()) {
                int found = CronFields.next(fields.days().of(month), day);
                if (found > 0) {
                    return month.atDay(found);
                }
            }
            month = month.plusMonths(1);
            day = 1;
        }
        return null;
    }

    /** The first second of a day, inclusive, that the fields name; negative if none. */
    private int secondOfDayFrom(int from) {
        int fromHour = from / SECONDS_AN_HOUR;
        int fromMinute = from / SECONDS_A_MINUTE % SECONDS_A_MINUTE;
        int hour = CronFields.next(fields.hours(), fromHour);
        while (hour >= 0) {
            int minute = CronFields.next(fields.minutes(), hour == fromHour ? fromMinute : 0);
            while (minute >= 0) {
                boolean first = hour == fromHour && minute == fromMinute;
                int second = CronFields.next(fields.seconds(), first ? from % 60 : 0);
                if (second >= 0) {
                    return hour * SECONDS_AN_HOUR + minute * SECONDS_A_MINUTE + second;
                }
                minute = CronFields.next(fields.minutes(), minute + 1);
            }
            hour = CronFields.next(fields.hours(), hour + 1);
        }
        return -1;
    }

    @Override
    public String text() {
        return "cron " + expression + " " + zone;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronSchedule that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
