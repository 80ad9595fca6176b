package dev.kanishk.scheduler.dispatch;

import java.time.Duration;

/** Says that the attempt failed, and that the next is of no use before some time has passed. */
public final class RetryLaterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** How long to wait at least. */
    private final Duration delay;

    /**
     * Says why, and how long to wait.
     *
     * @param message why
     * @param delay how long at least; more than the policy's {@code maxDelay} is taken as that
     */
    public RetryLaterException(String message, Duration delay) {
        super(message);
        this.delay = delay;
    }

    Duration delay() {
        return delay;
    }
}
