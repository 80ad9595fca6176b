package dev.kanishk.scheduler.server.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/*
 * A caller has an allowance that fills up with time, to one second's worth, and a request takes its
 * cost from it. What is asked is whether anything is left, not whether enough is: so a caller may
 * send an array of any size, and then waits until the debt is paid. The rate holds over time, and
 * no size is refused for ever.
 */
/** How often each caller may call. */
final class RateLimits {
    /** How many callers are known apart; further ones share an allowance. */
    static final int MAX_CALLERS = 10_000;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final class Allowance {
        private double left;
        private long atNanos;

        Allowance(double left, long atNanos) {
            this.left = left;
            this.atNanos = atNanos;
        }

        /**
         * Takes a cost; returns how long the caller would have had to wait for that, in seconds.
         */
        synchronized double take(double cost, double rate, long now, boolean evenInDebt) {
            left = Math.min(rate, left + rate * (now - atNanos) / NANOS);
            atNanos = now;
            if (left <= 0 && !evenInDebt) {
                return -left / rate;
            }
            left -= cost;
            return -1;
        }

        synchronized boolean isFull(double rate, long now) {
            return left + rate * (now - atNanos) / NANOS >= rate;
        }
    }

    private final double rate;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final Allowance shared;

    /**
     * Makes allowances that are full.
     *
     * @param rate how much a second; 0 for no limit
     * @param nanos the time
     */
    RateLimits(int rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
        this.shared = new Allowance(rate, nanos.getAsLong());
    }

    /** Lets a call in, or refuses it. */
    void admit(String caller) {
        if (rate == 0) {
            return;
        }
        double wait = of(caller).take(1, rate, nanos.getAsLong(), false);
        if (wait >= 0) {
            throw Problem.tooMany(
                    Limit.RATE,
                    "more than " + (int) rate + " a second, of calls and of jobs: send fewer",
                    1 + (long) wait);
        }
    }

    /** Counts what a call that was let in turned out to cost beyond itself. */
    void charge(String caller, int more) {
        if (rate > 0 && more > 0) {
            of(caller).take(more, rate, nanos.getAsLong(), true);
        }
    }

    private Allowance of(String caller) {
        Allowance known = allowances.get(caller);
        if (known != null) {
            return known;
        }
        if (allowances.size() >= MAX_CALLERS) {
            // Who has not called for a second is as good as new.
            long now = nanos.getAsLong();
            allowances.values().removeIf(allowance -> allowance.isFull(rate, now));
            if (allowances.size() >= MAX_CALLERS) {
                return shared;
            }
        }
        return allowances.computeIfAbsent(caller, name -> new Allowance(rate, nanos.getAsLong()));
    }

    int callers() {
        return allowances.size();
    }
}
