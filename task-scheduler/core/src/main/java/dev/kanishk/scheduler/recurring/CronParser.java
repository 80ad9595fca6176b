package dev.kanishk.scheduler.recurring;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the expression of a {@link CronSchedule}. */
final class CronParser {
    private static final Map<String, String> NICKNAMES =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");
    private static final Pattern LAST_DAY = Pattern.compile("L(?:-(\\d{1,2}))?");
    private static final Pattern NEAREST = Pattern.compile("(\\d{1,2})W");
    private static final Pattern OF_WEEK = Pattern.compile("(\\w+)#(\\d)");
    private static final Pattern LAST_OF_WEEK = Pattern.compile("(\\w+)L");
    private static final int MAX_LENGTH = 1_000;
    private static final int SUNDAY_TOO = 7;

    /** A field, what it may hold, and the names that stand for its values. */
    private enum Field {
        SECOND("second", 0, 59, ""),
        MINUTE("minute", 0, 59, ""),
        HOUR("hour", 0, 23, ""),
        DAY_OF_MONTH("day of month", 1, 31, ""),
        MONTH("month", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"),
        DAY_OF_WEEK("day of week", 0, 7, "SUNMONTUEWEDTHUFRISAT");

        private static final int NAME = 3;

        private final String title;
        private final int min;
        private final int max;
        private final String names;

        Field(String title, int min, int max, String names) {
            this.title = title;
            this.min = min;
            this.max = max;
            this.names = names;
        }

        /** Names have three letters; they stand for the values from the least on. */
        private int named(String text) {
            int at = text.length() == NAME ? names.indexOf(text) : -1;
            return at < 0 || at % NAME != 0 ? -1 : at / NAME + min;
        }

        private boolean ofDays() {
            return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
        }

        private String range() {
            String numbers = min + " to " + max;
            return names.isEmpty()
                    ? numbers
                    : numbers
                            + " or "
                            + names.substring(0, NAME)
                            + " to "
                            + names.substring(names.length() - NAME);
        }
    }

    private final String expression;
    private long beforeLast;
    private long nearest;
    private boolean lastWeekday;
    private long ofWeek;
    private long last;

    private CronParser(String expression) {
        this.expression = expression;
    }

    static CronFields parse(String expression) {
        return new CronParser(expression).fields();
    }

    private CronFields fields() {
        if (expression.length() > MAX_LENGTH) {
            throw Schedules.wrong(
                    "cron", expression.length() + " characters", "use at most " + MAX_LENGTH);
        }
        String plain = expression.toUpperCase(Locale.ROOT);
        if (plain.startsWith("@")) {
            String known = NICKNAMES.get(plain.toLowerCase(Locale.ROOT));
            if (known == null) {
                throw Schedules.wrong(
                        "cron",
                        expression,
                        "use one of " + NICKNAMES.keySet().stream().sorted().toList());
            }
            plain = known;
        }
        String[] texts = plain.split(" ", -1);
        if (texts.length != 5 && texts.length != 6) {
            throw Schedules.wrong(
                    "cron",
                    expression,
                    "it has "
                            + (expression.isEmpty() ? 0 : texts.length)
                            + " fields; write 5 (minute, hour, day of month, month, day of week),"
                            + " or 6 with the second first");
        }
        int at = texts.length - 5;
        long seconds = at == 0 ? 1 : field(Field.SECOND, texts[0]);
        long minutes = field(Field.MINUTE, texts[at]);
        long hours = field(Field.HOUR, texts[at + 1]);
        long days = field(Field.DAY_OF_MONTH, texts[at + 2]);
        long months = field(Field.MONTH, texts[at + 3]);
        long weekdays = field(Field.DAY_OF_WEEK, texts[at + 4]);
        // 7 is Sunday too.
        weekdays = (weekdays | weekdays >>> SUNDAY_TOO) & CronDays.ALL_WEEKDAYS;
        CronDays both =
                new CronDays(days, beforeLast, nearest, lastWeekday, weekdays, ofWeek, last);
        return new CronFields(seconds, minutes, hours, both, months);
    }

    private long field(Field field, String text) {
        long bits = 0;
        for (String item : text.split(",", -1)) {
            boolean special =
                    switch (field) {
                        case DAY_OF_MONTH -> specialDay(item);
                        case DAY_OF_WEEK -> specialWeekday(item);
                        default -> false;
                    };
            bits |= special ? 0 : range(field, item);
        }
        return bits;
    }

    private boolean specialDay(String item) {
        Matcher lastDay = LAST_DAY.matcher(item);
        Matcher near = NEAREST.matcher(item);
        if (item.equals("LW")) {
            lastWeekday = true;
        } else if (lastDay.matches()) {
            int before = lastDay.group(1) == null ? 0 : Integer.parseInt(lastDay.group(1));
            if (before > 30) {
                throw wrong(Field.DAY_OF_MONTH, item, "use L-0 to L-30");
            }
            beforeLast |= 1L << before;
        } else if (near.matches()) {
            nearest |= 1L << value(Field.DAY_OF_MONTH, item, near.group(1));
        } else {
            return false;
        }
        return true;
    }

    private boolean specialWeekday(String item) {
        Matcher numbered = OF_WEEK.matcher(item);
        Matcher lastOne = LAST_OF_WEEK.matcher(item);
        if (item.equals("L")) {
            throw wrong(
                    Field.DAY_OF_WEEK, item, "use SAT for each Saturday, SATL for the last one");
        }
        if (numbered.matches()) {
            int week = Integer.parseInt(numbered.group(2));
            if (week < 1 || week > 5) {
                throw wrong(Field.DAY_OF_WEEK, item, "use #1 to #5, or FRIL for the last Friday");
            }
            int weekday = value(Field.DAY_OF_WEEK, item, numbered.group(1)) % SUNDAY_TOO;
            ofWeek |= 1L << ((week - 1) * SUNDAY_TOO + weekday);
        } else if (lastOne.matches()) {
            last |= 1L << (value(Field.DAY_OF_WEEK, item, lastOne.group(1)) % SUNDAY_TOO);
        } else {
            return false;
        }
        return true;
    }

    /** {@code *}, a value or a range, each with or without a step. */
    private long range(Field field, String item) {
        int slash = item.indexOf('/');
        String values = slash < 0 ? item : item.substring(0, slash);
        int dash = values.indexOf('-');
        int from;
        int to;
        if (values.equals("*") || (values.equals("?") && field.ofDays())) {
            from = field.min;
            to = field == Field.DAY_OF_WEEK ? field.max - 1 : field.max;
        } else if (dash > 0) {
            from = value(field, item, values.substring(0, dash));
            String end = values.substring(dash + 1);
            to = value(field, item, end);
            if (field == Field.DAY_OF_WEEK && to == 0 && from > 0) {
                to = SUNDAY_TOO;
            }
            if (to < from) {
                throw wrong(
                        field,
                        item,
                        "its end is before its start: use two ranges, "
                                + (values.substring(0, dash) + "-" + name(field, field.max))
                                + ("," + name(field, field.min) + "-" + end));
            }
        } else {
            from = value(field, item, values);
            to = slash < 0 ? from : field.max;
        }
        int step = slash < 0 ? 1 : step(field, item, item.substring(slash + 1));
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << value;
        }
        return bits;
    }

    private static String name(Field field, int value) {
        int at = (value - field.min) * Field.NAME;
        return field == Field.MONTH
                ? field.names.substring(at, at + Field.NAME)
                : String.valueOf(value);
    }

    private int step(Field field, String item, String text) {
        int most = field.max - field.min;
        if (text.length() > 2 || !digits(text) || number(text) < 1 || number(text) > most) {
            throw wrong(field, item, "use a step of 1 to " + most);
        }
        return number(text);
    }

    private int value(Field field, String item, String text) {
        int named = field.named(text);
        if (named >= 0) {
            return named;
        }
        if (text.length() > 2
                || !digits(text)
                || number(text) < field.min
                || number(text) > field.max) {
            throw wrong(field, item, "use " + field.range());
        }
        return number(text);
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private IllegalArgumentException wrong(Field field, String item, String fix) {
        return new IllegalArgumentException(
                "cron '%s': %s '%s' is not allowed: %s"
                        .formatted(expression, field.title, item, fix));
    }
}
