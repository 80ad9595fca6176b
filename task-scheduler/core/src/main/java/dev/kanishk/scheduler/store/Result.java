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
     * @param error what it said, with its stack; what is beyond 4,000 characters is cut off
     * @param timedOut whether it took too long
     * @param retryIn when to try again, if attempts are left; none if that is of no use
     */
    record Failed(String error, boolean timedOut, @Nullable Duration retryIn) implements Result {}

    /** The worker gives the job back, not run or unfinished. That is no failure. */
    record HandedBack() implements Result {}

    /**
     * The job was not run, for the circuit of its target or type is open. That is no failure.
     *
     * @param retryIn when it is due again
     */
    record Parked(Duration retryIn) implements Result {}

    /** The job was not run: it has waited behind an open circuit for longer than it may. Dead. */
    record Expired() implements Result {}
}
