package dev.kanishk.scheduler.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.recurring.CronExpressions.Expression;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CronScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    /** The ticks of one zone's wall clock, as it shows them. */
    private static List<String> ticks(String cron, ZoneId zone, String after, int count) {
        CronSchedule schedule = CronSchedule.of(cron, zone);
        List<String> found = new ArrayList<>();
        Instant tick = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            tick = schedule.after(tick);
            found.add(tick.atZone(zone).toOffsetDateTime().toString());
        }
        return found;
    }

    @Test
    void ticksAtTheTimesItNames() {
        assertThat(ticks("30 8 * * MON-FRI", BERLIN, "2026-11-27T07:30:00Z", 2))
                .containsExactly("2026-11-30T08:30+01:00", "2026-12-01T08:30+01:00");
        assertThat(ticks("*/20 30 8-9 1 JAN ?", ZoneOffset.UTC, "2026-01-01T08:30:20Z", 3))
                .containsExactly(
                        "2026-01-01T08:30:40Z", "2026-01-01T09:30Z", "2026-01-01T09:30:20Z");
        assertThat(ticks("0 0 L,15W * *", ZoneOffset.UTC, "2026-02-01T00:00:00Z", 3))
                .containsExactly("2026-02-16T00:00Z", "2026-02-28T00:00Z", "2026-03-16T00:00Z");
        assertThat(ticks("0 12 * * FRI#2,friL", ZoneOffset.UTC, "2026-05-01T00:00:00Z", 3))
                .containsExactly("2026-05-08T12:00Z", "2026-05-29T12:00Z", "2026-06-12T12:00Z");
        assertThat(ticks("0 0 29 2 *", ZoneOffset.UTC, "2096-03-01T00:00:00Z", 1))
                .containsExactly("2104-02-29T00:00Z");
        assertThat(ticks("@weekly", ZoneOffset.UTC, "2026-11-25T00:00:00Z", 1))
                .containsExactly("2026-11-29T00:00Z");
    }

    @Test
    void takesEitherDayIfBothAreRestricted() {
        assertThat(ticks("0 0 13 * FRI", ZoneOffset.UTC, "2026-11-01T00:00:00Z", 3))
                .containsExactly("2026-11-06T00:00Z", "2026-11-13T00:00Z", "2026-11-20T00:00Z");
    }

    @Test
    void runsOnceAtTheEndOfAGapWhateverIsInIt() {
        assertThat(ticks("30 2 * * *", BERLIN, "2026-03-28T01:30:00Z", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(ticks("*/15 2,3 * * *", BERLIN, "2026-03-29T00:59:00Z", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:15+02:00");
        assertThat(ticks("15 2 * * *", LORD_HOWE, "2026-10-03T12:00:00Z", 1))
                .containsExactly("2026-10-04T02:30+11:00");
        // Samoa had no 30 December 2011 at all.
        assertThat(ticks("0 8 30 12 *", ZoneId.of("Pacific/Apia"), "2011-12-29T12:00:00Z", 1))
                .containsExactly("2011-12-31T00:00+14:00");
    }

    @Test
    void runsOnceInAnOverlapTheFirstTime() {
        assertThat(ticks("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(ticks("*/30 2,3 * * *", BERLIN, "2026-10-25T00:30:00Z", 2))
                .containsExactly("2026-10-25T03:00+01:00", "2026-10-25T03:30+01:00");
        assertThat(ticks("*/30 2,3 * * *", BERLIN, "2026-10-25T01:10:00Z", 1))
                .as("asked in the second pass")
                .containsExactly("2026-10-25T03:00+01:00");
    }

    @Test
    void anExpressionOfAllHoursIsAnInterval() {
        CronSchedule schedule = CronSchedule.of("*/5 * * * *", BERLIN);
        Instant tick = Instant.parse("2026-01-01T00:00:00Z");
        while (tick.isBefore(Instant.parse("2027-01-01T00:00:00Z"))) {
            Instant next = schedule.after(tick);
            assertThat(next).isEqualTo(tick.plus(Duration.ofMinutes(5)));
            tick = next;
        }
        assertThat(ticks("30 * * * *", BERLIN, "2026-03-29T00:00:00Z", 3))
                .containsExactly(
                        "2026-03-29T01:30+01:00",
                        "2026-03-29T03:30+02:00",
                        "2026-03-29T04:30+02:00");
    }

    @Test
    void namesTheFieldAndTheFix() {
        assertWrong("0 25 * * *", "hour '25' is not allowed: use 0 to 23");
        assertWrong("0 0 * FOO *", "month 'FOO' is not allowed: use 1 to 12 or JAN to DEC");
        assertWrong("*/90 * * * *", "minute '*/90' is not allowed: use a step of 1 to 59");
        assertWrong("0 0 * * 5-2", "day of week '5-2'", "use two ranges, 5-7,0-2");
        assertWrong("0 0 * NOV-FEB *", "month 'NOV-FEB'", "NOV-DEC,JAN-FEB");
        assertWrong("0 0 * * L", "day of week 'L'", "SATL for the last one");
        assertWrong("0 0 * * FRI#6", "day of week 'FRI#6'", "#1 to #5");
        assertWrong("0 0 L-31 * *", "day of month 'L-31'", "L-0 to L-30");
        assertWrong("0 0 40W * *", "day of month '40W'", "1 to 31");
        assertWrong("0 ? * * *", "hour '?'");
        assertWrong("0,, 0 * * *", "minute ''");
        assertWrong("1- 0 * * *", "minute '1-'");
        assertWrong("-1 0 * * *", "minute '-1'");
        assertWrong("1/ 0 * * *", "minute '1/'");
        assertWrong("٣ 0 * * *", "minute '٣'");
        assertWrong("0 0 * *", "it has 4 fields");
        assertWrong("", "it has 0 fields");
        assertWrong("@reboot", "use one of [@annually");
        assertWrong("0 0 30 2 *", "no month that it names has a day that it names");
        assertWrong("0".repeat(2_000), "2000 characters");
    }

    private static void assertWrong(String cron, String... parts) {
        assertThatThrownBy(() -> CronSchedule.of(cron, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void saysThatSchedulesEndWithTheYear9999() {
        CronSchedule yearly = CronSchedule.of("@yearly", ZoneOffset.UTC);
        assertThatThrownBy(() -> yearly.after(Instant.parse("9999-06-01T00:00:00Z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9999");
    }

    @Provide
    Arbitrary<Expression> expressions() {
        return CronExpressions.expressions();
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(CronExpressions.ZONES);
    }

    /** Since 2000. */
    @Provide
    Arbitrary<Integer> minutes() {
        return Arbitraries.integers().between(0, 40 * 365 * 24 * 60);
    }

    @Property(tries = 400)
    void ticksAsAWallClockThatIsReadEveryMinute(
            @ForAll("expressions") Expression expression,
            @ForAll("zones") ZoneId zone,
            @ForAll("minutes") int minute,
            @ForAll @IntRange(max = 2) int toChange) {
        Instant from = Instant.parse("2000-01-01T00:00:00Z").plusSeconds(minute * 60L);
        ZoneOffsetTransition change = zone.getRules().nextTransition(from);
        if (change != null && toChange > 0) {
            from = change.getInstant().minus(Duration.ofHours(20));
        }
        // Days are another property's matter: here all days are, so that there are ticks.
        String text = expression.minute().text() + " " + expression.hour().text() + " * * *";
        CronSchedule schedule = CronSchedule.of(text, zone);
        Instant to = from.plus(Duration.ofDays(2));

        List<Instant> found = new ArrayList<>();
        Instant tick = schedule.after(from);
        while (!tick.isAfter(to)) {
            found.add(tick);
            tick = schedule.after(tick);
        }

        assertThat(found).as(text + " in " + zone).isEqualTo(read(expression, zone, from, to));
    }

    /** Reads the clock each minute, and remembers how far it has been. */
    private static List<Instant> read(
            Expression expression, ZoneId zone, Instant from, Instant to) {
        boolean interval = expression.hour().all(0, 23);
        List<Instant> ticks = new ArrayList<>();
        Instant now = from.minus(Duration.ofDays(2));
        LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
        while (now.isBefore(to)) {
            now = now.plusSeconds(60);
            LocalDateTime wall = LocalDateTime.ofInstant(now, zone);
            boolean due;
            if (interval) {
                due = timeFits(expression, wall);
            } else {
                due = false;
                while (shown.isBefore(wall)) {
                    shown = shown.plusMinutes(1);
                    due |= timeFits(expression, shown);
                }
            }
            if (due && now.isAfter(from)) {
                ticks.add(now);
            }
        }
        return ticks;
    }

    private static boolean timeFits(Expression expression, LocalDateTime time) {
        return expression.minute().allows().test(time.getMinute())
                && expression.hour().allows().test(time.getHour());
    }

    @Property(tries = 400)
    void ticksOnTheDaysThatACalendarReadEveryDayShows(
            @ForAll("expressions") Expression expression,
            @ForAll @IntRange(max = 100 * 365) int day) {
        LocalDate from = LocalDate.of(1990, 1, 1).plusDays(day);
        String text = "0 12 " + expression.text().split(" ", 3)[2];
        CronSchedule schedule;
        try {
            schedule = CronSchedule.of(text, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("no month that it names");
            assertThat(days(expression, from, from.plusYears(40))).as(text).isEmpty();
            return;
        }
        LocalDate to = from.plusYears(3);

        List<LocalDate> found = new ArrayList<>();
        Instant tick = schedule.after(from.atStartOfDay().toInstant(ZoneOffset.UTC));
        LocalDateTime time = LocalDateTime.ofInstant(tick, ZoneOffset.UTC);
        while (time.toLocalDate().isBefore(to)) {
            assertThat(time.toLocalTime()).isEqualTo(LocalTime.NOON);
            found.add(time.toLocalDate());
            time = LocalDateTime.ofInstant(schedule.after(tick), ZoneOffset.UTC);
            tick = time.toInstant(ZoneOffset.UTC);
        }

        assertThat(found).as(text).isEqualTo(days(expression, from, to));
    }

    private static List<LocalDate> days(Expression expression, LocalDate from, LocalDate to) {
        return from.datesUntil(to).filter(expression::allows).toList();
    }

    @Property(tries = 200)
    void secondsTickWithinTheMinutesThatTheOthersName(
            @ForAll @IntRange(max = 59) int second,
            @ForAll @IntRange(min = 1, max = 59) int step,
            @ForAll @IntRange(max = 86_400) int start) {
        String text = second + "/" + step + " 3/7 */5 * * *";
        CronSchedule schedule = CronSchedule.of(text, ZoneOffset.UTC);
        LocalDateTime time = LocalDate.of(2026, 5, 1).atStartOfDay().plusSeconds(start);
        Instant tick = schedule.after(time.toInstant(ZoneOffset.UTC));
        do {
            time = time.plusSeconds(1);
        } while (time.getSecond() < second
                || (time.getSecond() - second) % step != 0
                || time.getMinute() % 7 != 3
                || time.getHour() % 5 != 0);
        assertThat(tick).as(text).isEqualTo(time.toInstant(ZoneOffset.UTC));
    }

    @Property(tries = 2_000)
    void readsOrRefusesWhateverIsWritten(@ForAll("texts") String text) {
        try {
            Schedule schedule = Schedule.parse(text);
            assertThat(Schedule.parse(schedule.text())).isEqualTo(schedule);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("is not allowed: ");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> fields =
                Arbitraries.strings()
                        .withChars("0123456789*?/-,LW#AFINRSU ".toCharArray())
                        .ofMaxLength(20)
                        .map(s -> "cron " + s + " UTC");
        Arbitrary<String> sound = expressions().map(e -> "cron " + e.text() + " Europe/Berlin");
        return Arbitraries.oneOf(fields, sound, Arbitraries.strings().ofMaxLength(30));
    }
}
