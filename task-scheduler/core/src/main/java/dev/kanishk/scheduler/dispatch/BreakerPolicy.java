package dev.kanishk.scheduler.dispatch;

import java.time.Duration;

/**
 * When a circuit opens: that of a type, or of a target for jobs that name one. While it is open no
 * job behind it is started, in any process, so none of them uses up attempts on something that is
 * known to be down; others go on. Then one job is let through as a probe. Its success closes the
 * circuit; its failure opens it for twice as long as the time before.
 *
 * @param window how many of the last attempts in this process are looked at: 1 to 1,000
 * @param failures how many of them must have failed for the circuit to open: 1 to {@code window}
 * @param openFor how long it stays open before one job is let through to see
 * @param longestOpen what that grows to at most while probes fail
 * @param probeTimeout how long a probe may take before another job may be one; the first goes on
 * @param longestParked how long a job may wait behind open circuits before it is given up
 */
public record BreakerPolicy(
        int window,
        int failures,
        Duration openFor,
        Duration longestOpen,
        Duration probeTimeout,
        Duration longestParked) {
    private static final int MAX_WINDOW = 1_000;
    private static final Duration DEFAULT_LONGEST_OPEN = Duration.ofMinutes(10);
    private static final Duration DEFAULT_PROBE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_LONGEST_PARKED = Duration.ofDays(1);

    /** Ten of the last twenty; half a minute. */
    public static final BreakerPolicy DEFAULT = new BreakerPolicy(20, 10, Duration.ofSeconds(30));

    /** Checks the values. */
    public BreakerPolicy {
        if (window < 1
                || window > MAX_WINDOW
                || failures < 1
                || failures > window
                || !openFor.isPositive()
                || longestOpen.compareTo(openFor) < 0
                || !probeTimeout.isPositive()
                || !longestParked.isPositive()
                || Durations.isOutOfRange(longestOpen)
                || Durations.isOutOfRange(probeTimeout)
                || Durations.isOutOfRange(longestParked)) {
            throw new IllegalArgumentException(
                    "a breaker needs 1 <= failures <= window <= 1000, positive times up to 365"
                            + " days, and openFor <= longestOpen: "
                            + failures
                            + " of "
                            + window
                            + ", "
                            + openFor
                            + ", "
                            + longestOpen
                            + ", "
                            + probeTimeout
                            + ", "
                            + longestParked);
        }
    }

    /**
     * Makes a policy with a longest opening of ten minutes or {@code openFor}, half a minute for a
     * probe, and a day for a parked job.
     *
     * @param window how many of the last attempts are looked at: 1 to 1,000
     * @param failures how many of them must have failed: 1 to {@code window}
     * @param openFor how long it stays open before one job is let through to see
     */
    public BreakerPolicy(int window, int failures, Duration openFor) {
        this(
                window,
                failures,
                openFor,
                openFor.compareTo(DEFAULT_LONGEST_OPEN) > 0 ? openFor : DEFAULT_LONGEST_OPEN,
                DEFAULT_PROBE_TIMEOUT,
                DEFAULT_LONGEST_PARKED);
    }

    /**
     * Bounds the age of parked jobs.
     *
     * @param value how long a job may wait behind open circuits
     * @return the policy with it
     */
    public BreakerPolicy withLongestParked(Duration value) {
        return new BreakerPolicy(window, failures, openFor, longestOpen, probeTimeout, value);
    }

    /**
     * Bounds the time of probes.
     *
     * @param value how long a probe may take before another job may be one
     * @return the policy with it
     */
    public BreakerPolicy withProbeTimeout(Duration value) {
        return new BreakerPolicy(window, failures, openFor, longestOpen, value, longestParked);
    }

    /** {@return how long it stays open after a number of failed probes} */
    Duration openFor(int failedProbes) {
        Duration wait = openFor;
        for (int i = 0; i < failedProbes && wait.compareTo(longestOpen) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longestOpen) < 0 ? wait : longestOpen;
    }
}
