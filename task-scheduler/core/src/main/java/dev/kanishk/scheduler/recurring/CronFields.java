package dev.kanishk.scheduler.recurring;

/**
 * What the fields of an expression allow, a bit each.
 *
 * @param seconds bits 0 to 59
 * @param minutes bits 0 to 59
 * @param hours bits 0 to 23
 * @param days the days of month and week
 * @param months bits 1 to 12
 */
record CronFields(long seconds, long minutes, long hours, CronDays days, long months) {
    private static final long ALL_HOURS = (1L << 24) - 1;

    boolean allHours() {
        return hours == ALL_HOURS;
    }

    /** The lowest bit that is set, from one on; negative if none. */
    static int next(long bits, int from) {
        long rest = from < Long.SIZE ? bits >>> from << from : 0;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
