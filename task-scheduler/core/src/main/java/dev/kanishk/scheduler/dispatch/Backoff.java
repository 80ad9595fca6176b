package dev.kanishk.scheduler.dispatch;

/** When to call a store again that fails: after 50 ms, doubling up to a second. */
final class Backoff {
    private static final long FIRST_NANOS = 50_000_000;
    private static final long LONGEST_NANOS = 1_000_000_000;

    private long waitNanos;
    private long untilNanos;

    boolean isFailing() {
        return waitNanos > 0;
    }

    /** When to try again, if it is failing. */
    long untilNanos() {
        return untilNanos;
    }

    boolean mayTry(long nowNanos) {
        return !isFailing() || nowNanos - untilNanos >= 0;
    }

    void failed(long nowNanos) {
        waitNanos = waitNanos == 0 ? FIRST_NANOS : Math.min(2 * waitNanos, LONGEST_NANOS);
        untilNanos = nowNanos + waitNanos;
    }

    void succeeded() {
        waitNanos = 0;
    }
}
