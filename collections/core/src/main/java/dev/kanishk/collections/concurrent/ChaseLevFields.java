package dev.kanishk.collections.concurrent;

/**
 * The fields of the deque, on cache lines by who writes them. The JVM lays a superclass's fields
 * out before a subclass's, so 128 bytes of unused fields stand between the owner's, the thieves',
 * and whatever object lies next to this one.
 */
abstract class ChaseLevFields {
    private ChaseLevFields() {}

    abstract static class Before extends ChaseLevFields {
        long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
    }

    /** Written by the owner: the end where it pushes and pops, and the elements. */
    abstract static class Owner extends Before {
        long bottom;
        long cleared;
        Object[] elements;

        Owner(Object[] elements) {
            this.elements = elements;
        }
    }

    abstract static class Between extends Owner {
        long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

        Between(Object[] elements) {
            super(elements);
        }
    }

    /** Written by thieves, and by the owner when it takes the last element. */
    abstract static class Thieves extends Between {
        long top;

        Thieves(Object[] elements) {
            super(elements);
        }
    }

    abstract static class After extends Thieves {
        long r00, r01, r02, r03, r04, r05, r06, r07, r08, r09, r10, r11, r12, r13, r14, r15;

        After(Object[] elements) {
            super(elements);
        }
    }
}
