package dev.kanishk.scheduler.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Result {
    /** The handler returned. */
    record Succeeded() implements Result {}

    /**
     * The attempt failed.
     *
     * @param error what it said; what is beyond 4,000 characters is cut off
     * @param timedOut whether it took too long
     * @param retryIn when to try again, if attempts are left; none if that is of no use
     */
    record Failed(String error, boolean timedOut, @Nullable Duration retryIn) implements Result {}

    /** The worker gives the job back, unfinished. That is no failure. */
    record HandedBack() implements Result {}
}
