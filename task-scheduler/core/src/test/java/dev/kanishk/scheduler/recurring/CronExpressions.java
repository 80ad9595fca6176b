package dev.kanishk.scheduler.recurring;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Makes expressions together with what they mean, said in the plainest way: as a question to one
 * date or one number. Shares no code with the parser.
 */
final class CronExpressions {
    static final List<ZoneId> ZONES =
            List.of(
                    ZoneId.of("UTC"),
                    ZoneId.of("Europe/Berlin"),
                    ZoneId.of("America/New_York"),
                    ZoneId.of("America/St_Johns"),
                    ZoneId.of("Australia/Lord_Howe"),
                    ZoneId.of("Antarctica/Troll"),
                    ZoneId.of("Africa/Casablanca"),
                    ZoneId.of("Asia/Kathmandu"),
                    ZoneId.of("Pacific/Apia"));

    private CronExpressions() {}

    /** A field of numbers. */
    record Numbers(String text, IntPredicate allows) {
        Numbers or(Numbers other) {
            return new Numbers(text + "," + other.text, allows.or(other.allows));
        }

        boolean all(int min, int max) {
            return IntStream.rangeClosed(min, max).allMatch(allows);
        }
    }

    /** A field of days. */
    record Days(String text, Predicate<LocalDate> allows, boolean all) {
        Days or(Days other) {
            return new Days(text + "," + other.text, allows.or(other.allows), all || other.all);
        }
    }

    /** An expression of five fields. */
    record Expression(Numbers minute, Numbers hour, Days day, Numbers month, Days weekday) {
        String text() {
            return String.join(" ", minute.text, hour.text, day.text, month.text, weekday.text);
        }

        boolean allows(LocalDateTime time) {
            return minute.allows.test(time.getMinute())
                    && hour.allows.test(time.getHour())
                    && allows(time.toLocalDate());
        }

        boolean allows(LocalDate date) {
            boolean byDay =
                    day.all
                            ? weekday.allows.test(date)
                            : weekday.all
                                    ? day.allows.test(date)
                                    : day.allows.test(date) || weekday.allows.test(date);
            return month.allows.test(date.getMonthValue()) && byDay;
        }
    }

    static Arbitrary<Numbers> numbers(int min, int max) {
        Arbitrary<Integer> values = Arbitraries.integers().between(min, max);
        Arbitrary<Integer> steps = Arbitraries.integers().between(1, max - min);
        Arbitrary<Numbers> one = values.map(a -> new Numbers("" + a, v -> v == a));
        Arbitrary<Numbers> every = steps.map(s -> new Numbers("*/" + s, v -> (v - min) % s == 0));
        Arbitrary<Numbers> from =
                Combinators.combine(values, steps)
                        .as((a, s) -> new Numbers(a + "/" + s, v -> v >= a && (v - a) % s == 0));
        Arbitrary<Numbers> range =
                Combinators.combine(values, values, steps)
                        .as((a, b, s) -> range(Math.min(a, b), Math.max(a, b), s));
        Arbitrary<Numbers> list = Combinators.combine(one, range).as(Numbers::or);
        return Arbitraries.oneOf(one, every, from, range, list, all());
    }

    private static Numbers range(int low, int high, int step) {
        return new Numbers(
                low + "-" + high + "/" + step, v -> v >= low && v <= high && (v - low) % step == 0);
    }

    static Arbitrary<Numbers> all() {
        return Arbitraries.just(new Numbers("*", value -> true));
    }

    static Arbitrary<Days> days() {
        Arbitrary<Days> plain =
                numbers(1, 31)
                        .map(n ->
                                new Days(
                                        n.text,
                                        d -> n.allows.test(d.getDayOfMonth()),
                                        n.all(1, 31)));
        Arbitrary<Days> last =
                Arbitraries.integers()
                        .between(0, 30)
                        .map(n ->
                                new Days(
                                        n == 0 ? "L" : "L-" + n,
                                        d -> d.lengthOfMonth() - d.getDayOfMonth() == n,
                                        false));
        Arbitrary<Days> nearest =
                Arbitraries.integers()
                        .between(1, 31)
                        .map(n -> new Days(n + "W", d -> isNearest(d, n), false));
        Arbitrary<Days> lastWeekday =
                Arbitraries.just(new Days("LW", d -> isNearest(d, d.lengthOfMonth()), false));
        Arbitrary<Days> any = Arbitraries.just(new Days("?", d -> true, true));
        Arbitrary<Days> list = Combinators.combine(plain, last).as(Days::or);
        return Arbitraries.oneOf(plain, last, nearest, lastWeekday, any, list);
    }

    /** Whether no other weekday of the month is nearer to a day that is in the month. */
    private static boolean isNearest(LocalDate date, int day) {
        if (day > date.lengthOfMonth() || weekend(date)) {
            return false;
        }
        int distance = Math.abs(date.getDayOfMonth() - day);
        for (int other = 1; other <= date.lengthOfMonth(); other++) {
            if (!weekend(date.withDayOfMonth(other)) && Math.abs(other - day) < distance) {
                return false;
            }
        }
        return true;
    }

    private static boolean weekend(LocalDate date) {
        return date.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
    }

    static Arbitrary<Days> weekdays() {
        Arbitrary<DayOfWeek> some = Arbitraries.of(DayOfWeek.class);
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 7);
        Arbitrary<Days> number =
                Combinators.combine(numbers, numbers)
                        .as((a, b) -> weekdays(Math.min(a, b), Math.max(a, b)));
        Arbitrary<Days> name = some.map(w -> new Days(name(w), d -> d.getDayOfWeek() == w, false));
        Arbitrary<Days> toSunday =
                some.map(w ->
                        new Days(
                                name(w) + "-SUN",
                                d -> d.getDayOfWeek().compareTo(w) >= 0,
                                w == DayOfWeek.MONDAY));
        Arbitrary<Days> nth =
                Combinators.combine(some, Arbitraries.integers().between(1, 5))
                        .as((w, n) ->
                                new Days(
                                        name(w).toLowerCase(Locale.ROOT) + "#" + n,
                                        d -> nth(d, n, w),
                                        false));
        Arbitrary<Days> last =
                some.map(w ->
                        new Days(
                                w.getValue() + "L",
                                d -> d.equals(d.with(TemporalAdjusters.lastInMonth(w))),
                                false));
        Arbitrary<Days> any = Arbitraries.just(new Days("*", d -> true, true));
        return Arbitraries.oneOf(number, name, toSunday, nth, last, any);
    }

    private static Days weekdays(int low, int high) {
        return new Days(
                low + "-" + high,
                d -> {
                    int value = d.getDayOfWeek().getValue();
                    return (value >= low && value <= high) || (value == 7 && low == 0);
                },
                high - low >= 6);
    }

    private static boolean nth(LocalDate date, int week, DayOfWeek weekday) {
        return date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(week, weekday)));
    }

    private static String name(DayOfWeek day) {
        return day.name().substring(0, 3);
    }

    static Arbitrary<Expression> expressions() {
        return Combinators.combine(
                        numbers(0, 59),
                        Arbitraries.oneOf(numbers(0, 23), numbers(0, 4), all()),
                        days(),
                        numbers(1, 12),
                        weekdays())
                .as(Expression::new);
    }
}
