package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.End;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends of attempts that are to be written. What gathers while one call runs goes into the next;
 * while there is more to do, a call waits a moment for more of them.
 */
final class Ends {
    private static final int MAX_CALL = 1_000;
    private static final long LINGER_NANOS = 10_000_000;

    private final ArrayDeque<End> waiting = new ArrayDeque<>();
    private final Backoff backoff = new Backoff();
    private List<End> inFlight = List.of();
    private long oldestNanos;
    private boolean urgent;

    void add(End end, boolean isUrgent, long nowNanos) {
        if (waiting.isEmpty()) {
            oldestNanos = nowNanos;
        }
        urgent |= isUrgent;
        waiting.add(end);
    }

    int size() {
        return waiting.size() + inFlight.size();
    }

    /** Whether the store did not take what is to be written; once that is dropped, it may do so. */
    boolean isFailing() {
        return backoff.isFailing() && size() > 0;
    }

    boolean isInFlight() {
        return !inFlight.isEmpty();
    }

    /** What to write now; none if it is not yet time. */
    List<End> next(boolean busy, long nowNanos) {
        if (waiting.isEmpty() || isInFlight() || nowNanos - dueNanos(busy, nowNanos) < 0) {
            return List.of();
        }
        List<End> batch = new ArrayList<>(Math.min(MAX_CALL, waiting.size()));
        while (batch.size() < MAX_CALL && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        oldestNanos = nowNanos;
        urgent = false;
        inFlight = batch;
        return batch;
    }

    /** When to look again, if some wait and no call runs. */
    long dueNanos(boolean busy, long nowNanos) {
        if (backoff.isFailing()) {
            return backoff.untilNanos();
        }
        boolean lingers = busy && !urgent && waiting.size() < MAX_CALL;
        return lingers ? oldestNanos + LINGER_NANOS : nowNanos;
    }

    boolean isWaiting() {
        return !waiting.isEmpty() && !isInFlight();
    }

    void written() {
        inFlight = List.of();
        backoff.succeeded();
    }

    /** They are written again: an end that was carried out is refused then, which is harmless. */
    void failed(long nowNanos) {
        for (int i = inFlight.size() - 1; i >= 0; i--) {
            waiting.addFirst(inFlight.get(i));
        }
        inFlight = List.of();
        backoff.failed(nowNanos);
    }

    /** Drops those that wait: the store will take none of them. */
    int drop() {
        int dropped = waiting.size();
        waiting.clear();
        return dropped;
    }
}
