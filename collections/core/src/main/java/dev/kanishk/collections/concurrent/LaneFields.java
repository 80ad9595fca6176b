package dev.kanishk.collections.concurrent;

/** The fields of a lane, on cache lines by who writes them; see {@link ChaseLevFields}. */
abstract class LaneFields {
    private LaneFields() {}

    abstract static class Before extends LaneFields {
        long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
    }

    /** Written by submitters. */
    abstract static class Submitters extends Before {
        /** The next position to fill; the sign bit is set once the lane is closed. */
        volatile long tail;

        /** A position up to which there was room when someone last looked. */
        volatile long limit;
    }

    abstract static class Between extends Submitters {
        long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;
    }

    /** Written by the worker that empties the lane. */
    abstract static class Takers extends Between {
        /** 1 while a worker takes from the lane, else 0. */
        volatile int claimed;

        /** The next position to empty. */
        volatile long head;
    }

    abstract static class After extends Takers {
        long r00, r01, r02, r03, r04, r05, r06, r07, r08, r09, r10, r11, r12, r13, r14, r15;
    }
}
