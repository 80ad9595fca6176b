package dev.kanishk.scheduler.recurring;

import java.time.DayOfWeek;
import java.time.YearMonth;

/**
 * What the two fields for days allow, a bit each. Days of the week count from Sunday, 0.
 *
 * @param days days of the month, bits 1 to 31
 * @param beforeLast days before the last of the month, bits 0 to 30
 * @param nearest days whose nearest weekday is meant, bits 1 to 31
 * @param lastWeekday whether the last weekday of the month is meant
 * @param weekdays days of the week, bits 0 to 6
 * @param ofWeek days of the week of a certain week, bit 7 times the week (0 to 4) and the day
 * @param last days of the week of which the last in the month is meant, bits 0 to 6
 */
record CronDays(
        long days,
        long beforeLast,
        long nearest,
        boolean lastWeekday,
        long weekdays,
        long ofWeek,
        long last) {
    static final long ALL_DAYS = 0xFFFF_FFFEL;
    static final long ALL_WEEKDAYS = 0x7F;
    private static final int WEEK = 7;

    /** The days of a month that either field names, bits 1 to 31. */
    long of(YearMonth month) {
        int length = month.lengthOfMonth();
        long inMonth = (2L << length) - 2;
        if (days == ALL_DAYS && weekdays == ALL_WEEKDAYS) {
            return inMonth;
        }
        long byMonth = days == ALL_DAYS ? 0 : byMonth(month, length);
        long byWeek = weekdays == ALL_WEEKDAYS ? 0 : byWeek(month, length);
        return (byMonth | byWeek) & inMonth;
    }

    private long byMonth(YearMonth month, int length) {
        long found = days;
        for (int before = CronFields.next(beforeLast, 0);
                before >= 0 && before < length;
                before = CronFields.next(beforeLast, before + 1)) {
            found |= 1L << (length - before);
        }
        for (int day = CronFields.next(nearest, 1);
                day > 0 && day <= length;
                day = CronFields.next(nearest, day + 1)) {
            found |= 1L << weekdayNearest(month, day, length);
        }
        return lastWeekday ? found | 1L << weekdayNearest(month, length, length) : found;
    }

    private static int weekdayNearest(YearMonth month, int day, int length) {
        DayOfWeek weekday = month.atDay(day).getDayOfWeek();
        if (weekday == DayOfWeek.SATURDAY) {
            return day > 1 ? day - 1 : day + 2;
        }
        if (weekday == DayOfWeek.SUNDAY) {
            return day < length ? day + 1 : day - 2;
        }
        return day;
    }

    private long byWeek(YearMonth month, int length) {
        int first = month.atDay(1).getDayOfWeek().getValue();
        long found = 0;
        for (int day = 1; day <= length; day++) {
            int weekday = (first + day - 1) % WEEK;
            boolean named =
                    has(weekdays, weekday)
                            || has(ofWeek, (day - 1) / WEEK * WEEK + weekday)
                            || (day + WEEK > length && has(last, weekday));
            found |= named ? 1L << day : 0;
        }
        return found;
    }

    private static boolean has(long bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }
}
