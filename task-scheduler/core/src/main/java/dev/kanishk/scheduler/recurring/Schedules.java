package dev.kanishk.scheduler.recurring;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;

/** Reads the text of a schedule, and checks what its parts have in common. */
final class Schedules {
    private static final int MAX_LENGTH = 1_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Schedules() {}

    static Schedule parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw wrong("schedule", text.length() + " characters", "use at most " + MAX_LENGTH);
        }
        List<String> words = Arrays.asList(text.strip().split("\\s+", -1));
        int count = words.size();
        String kind = words.getFirst();
        if (kind.equals("cron") && count > 2) {
            return CronSchedule.of(
                    String.join(" ", words.subList(1, count - 1)), zone(words.getLast()));
        }
        if (kind.equals("rate") && count == 4 && words.get(2).equals("from")) {
            return new FixedRate(duration(words.get(1)), instant(words.get(3)));
        }
        if (kind.equals("delay") && count == 2) {
            return new FixedDelay(duration(words.get(1)));
        }
        throw wrong(
                "schedule",
                text,
                "write 'cron EXPRESSION ZONE', 'rate DURATION from INSTANT' or 'delay DURATION',"
                        + " such as 'cron 0 3 * * * Europe/Berlin'");
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw wrong("time zone", text, "end with one such as UTC or Europe/Berlin", e);
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong("duration", text, "use ISO 8601's form, such as PT5M or P1D", e);
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong("instant", text, "use ISO 8601's form, such as 2026-01-01T00:00:00Z", e);
        }
    }

    static void checkPeriod(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0
                || value.compareTo(LONGEST) > 0
                || value.toNanosPart() % 1_000_000 != 0) {
            throw wrong(name, value, "use whole milliseconds, PT0.001S to " + LONGEST);
        }
    }

    /** Refuses ticks that no store could keep. */
    static Instant checkTick(Instant tick) {
        if (tick.isAfter(LATEST)) {
            throw wrong("tick", tick, "schedules end with the year 9999");
        }
        return tick;
    }

    static IllegalArgumentException wrong(String name, Object value, String fix) {
        return new IllegalArgumentException(message(name, value, fix));
    }

    private static IllegalArgumentException wrong(
            String name, Object value, String fix, Exception cause) {
        return new IllegalArgumentException(message(name, value, fix), cause);
    }

    private static String message(String name, Object value, String fix) {
        return name + " '" + value + "' is not allowed: " + fix;
    }
}
