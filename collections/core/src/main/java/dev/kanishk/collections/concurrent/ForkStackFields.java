package dev.kanishk.collections.concurrent;

/** The fields of a fork stack, on cache lines by who writes them; see {@link ChaseLevFields}. */
abstract class ForkStackFields {
    private ForkStackFields() {}

    abstract static class Before extends ForkStackFields {
        long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
    }

    /** The owner's. */
    abstract static class Owner extends Before {
        ForkFrame[] frames = new ForkFrame[0];

        /** How many forks are open; the index of the next. */
        int depth;

        /** The forks below this index are shared, those from it on are private. */
        int split;

        /** How many more forks and joins until the clock is looked at. */
        int countdown;

        /** How many forks and joins lay between the last two looks. */
        int stride;

        /** When the clock was last looked at. */
        long lastLookNanos;

        /** When a fork was last promoted, or the computation's first look at the clock. */
        long lastBeatNanos;
    }

    abstract static class Between extends Owner {
        long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;
    }

    /** Written by thieves, and by the owner when it promotes or takes back. */
    abstract static class Shared extends Between {
        /**
         * The index of the oldest shared fork in the upper half, that behind the youngest below.
         */
        volatile long shared;
    }

    abstract static class After extends Shared {
        long r00, r01, r02, r03, r04, r05, r06, r07, r08, r09, r10, r11, r12, r13, r14, r15;
    }
}
