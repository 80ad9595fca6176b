package dev.kanishk.scheduler.dispatch;

import java.time.Duration;

/**
 * When a type's circuit opens. While it is open no job of the type is started, so none of them uses
 * up attempts on something that is known to be down; other types go on.
 *
 * @param window how many of the last attempts are looked at: 1 to 1,000
 * @param failures how many of them must have failed for the circuit to open: 1 to {@code window}
 * @param openFor how long it stays open before one job is let through to see
 */
public record BreakerPolicy(int window, int failures, Duration openFor) {
    /** Ten of the last twenty; half a minute. */
    public static final BreakerPolicy DEFAULT = new BreakerPolicy(20, 10, Duration.ofSeconds(30));

    private static final int MAX_WINDOW = 1_000;

    /** Checks the values. */
    public BreakerPolicy {
        if (window < 1
                || window > MAX_WINDOW
                || failures < 1
                || failures > window
                || openFor.isNegative()
                || openFor.isZero()) {
            throw new IllegalArgumentException(
                    "a breaker needs 1 <= failures <= window <= 1000 and a positive openFor: "
                            + failures
                            + " of "
                            + window
                            + ", "
                            + openFor);
        }
    }
}
