package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Beat;
import java.time.Duration;
import java.time.Instant;

/**
 * When to beat, and what the store's clock shows: the time of the last beat, and what has passed
 * here since. Nothing else of it is known, and the clock of this machine is never compared with
 * another one.
 */
final class Beats {
    private static final long SPACING_NANOS = 20_000_000;
    private static final long FURTHEST_NANOS = 86_400_000_000_000L;

    private final Backoff backoff = new Backoff();
    private final long leaseNanos;
    private final long beatNanos;
    private boolean joined;
    private boolean inFlight;
    private long sentNanos;
    private long nextNanos;
    private long answeredNanos;
    private long leaseFromNanos;
    private Instant storeTime = Instant.EPOCH;

    Beats(Duration lease, Duration beatEvery, long nowNanos) {
        this.leaseNanos = lease.toNanos();
        this.beatNanos = beatEvery.toNanos();
        this.nextNanos = nowNanos;
        this.sentNanos = nowNanos - SPACING_NANOS;
    }

    boolean isDue(long nowNanos) {
        return !inFlight && nowNanos - dueNanos() >= 0;
    }

    long dueNanos() {
        return backoff.isFailing()
                ? backoff.untilNanos()
                : Math.max(nextNanos, sentNanos + SPACING_NANOS);
    }

    /** Something is due in the store at a time. */
    void dueAt(long nanos) {
        nextNanos = Math.min(nextNanos, nanos);
    }

    /** Something is due in the store after a time. */
    void dueIn(Duration wait, long nowNanos) {
        if (wait.compareTo(Duration.ofNanos(beatNanos)) < 0) {
            dueAt(nowNanos + wait.toNanos());
        }
    }

    void sent(long nowNanos) {
        inFlight = true;
        sentNanos = nowNanos;
        nextNanos = nowNanos + beatNanos;
    }

    long sentNanos() {
        return sentNanos;
    }

    void answered(Beat beat, long nowNanos) {
        inFlight = false;
        joined = true;
        backoff.succeeded();
        storeTime = beat.now();
        answeredNanos = nowNanos;
        leaseFromNanos = sentNanos;
        Duration nextDue = beat.nextDue();
        if (nextDue != null) {
            dueIn(nextDue, nowNanos);
        }
    }

    void failed(long nowNanos) {
        inFlight = false;
        backoff.failed(nowNanos);
    }

    /** Whether what was taken cannot have been given to others. */
    boolean holdsLease(long nowNanos) {
        return joined && nowNanos - leaseFromNanos < leaseNanos;
    }

    Instant storeTime(long nowNanos) {
        return storeTime.plusNanos(nowNanos - answeredNanos);
    }

    /** When the store's clock will show a time: within a day. */
    long nanosOf(Instant time, long nowNanos) {
        Duration wait = Duration.between(storeTime(nowNanos), time);
        boolean far = wait.compareTo(Duration.ofNanos(FURTHEST_NANOS)) > 0;
        return nowNanos + (far ? FURTHEST_NANOS : Math.max(0, wait.toNanos()));
    }
}
