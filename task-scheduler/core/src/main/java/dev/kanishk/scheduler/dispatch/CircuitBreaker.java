package dev.kanishk.scheduler.dispatch;

import java.util.BitSet;

/**
 * The circuit of one type (M. Nygard, <em>Release It!</em>). It looks at the last attempts as a
 * ring of bits. In the half-open state one job runs at a time; its success closes the circuit, its
 * failure opens it again. A probe that never ends cannot hold the circuit: every attempt has a
 * timeout. Results of jobs that were started before it opened, and come while it is open, change
 * nothing.
 *
 * <p>Confined to the dispatcher's lock.
 */
final class CircuitBreaker {
    private final BreakerPolicy policy;
    private final BitSet failed = new BitSet();
    private int next;
    private boolean open;
    private long openUntilNanos;
    private long opened;

    CircuitBreaker(BreakerPolicy policy) {
        this.policy = policy;
    }

    CircuitState state(long nowNanos) {
        if (!open) {
            return CircuitState.CLOSED;
        }
        return nowNanos - openUntilNanos >= 0 ? CircuitState.HALF_OPEN : CircuitState.OPEN;
    }

    /** How many jobs may be started if so many could be, and so many have no result yet. */
    int permits(int free, int running, long nowNanos) {
        return switch (state(nowNanos)) {
            case CLOSED -> free;
            case OPEN -> 0;
            case HALF_OPEN -> running == 0 ? Math.min(1, free) : 0;
        };
    }

    void succeeded(long nowNanos) {
        switch (state(nowNanos)) {
            case CLOSED -> record(false);
            case OPEN -> {}
            case HALF_OPEN -> {
                open = false;
                failed.clear();
                next = 0;
            }
        }
    }

    void failed(long nowNanos) {
        switch (state(nowNanos)) {
            case CLOSED -> {
                record(true);
                if (failed.cardinality() >= policy.failures()) {
                    opened++;
                    open(nowNanos);
                }
            }
            case OPEN -> {}
            case HALF_OPEN -> open(nowNanos);
        }
    }

    private void open(long nowNanos) {
        open = true;
        openUntilNanos = nowNanos + policy.openFor().toNanos();
    }

    /** How often it opened after having been closed. */
    long opened() {
        return opened;
    }

    private void record(boolean failure) {
        failed.set(next, failure);
        next = (next + 1) % policy.window();
    }
}
