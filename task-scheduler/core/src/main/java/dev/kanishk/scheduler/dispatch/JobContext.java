package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a handler is given: one attempt of a job. Safe for use by many threads. */
public interface JobContext {
    /** {@return the job's name, the same in every attempt} */
    UUID id();

    /** {@return what was asked for} */
    JobRequest request();

    /** {@return 1 for the first start, and one more for each later one} */
    int attempt();

    /** {@return when the attempt will be interrupted, by the store's clock} */
    Instant deadline();

    /** {@return how long it is until then, by no clock that is ever set; zero if it is over} */
    Duration timeLeft();

    /**
     * {@return whether the job was cancelled, or taken away from this process: its result does not
     * count any more, and whatever it has not done yet is better left}
     */
    boolean isCancelled();

    /**
     * Tells how far the job is, for people who look at it. Written once a second at most, and with
     * the 100th percent; a report that cannot be written is dropped.
     *
     * @param percent 0 to 100
     * @param note for people; what is beyond 200 characters is cut off
     * @throws IllegalArgumentException if the percentage is out of its range
     */
    void progress(int percent, @Nullable String note);

    /**
     * {@return whether a target is disabled, as far as this process knows: a change in another one
     * takes about a second}
     *
     * @param target as it was given to {@link #disable}
     */
    default boolean isDisabled(String target) {
        return false;
    }

    /**
     * Says, in all processes and until {@link TaskScheduler#enable} is called, that it is of no use
     * to call a target. Handlers that have it from {@link #isDisabled} act on it.
     *
     * @param target its name: 1 to 200 characters
     * @return false if that was not noted, since a thousand are disabled already or the store fails
     */
    default boolean disable(String target) {
        return false;
    }

    /** {@return the job's type} */
    default String type() {
        return request().type();
    }

    /** {@return what the caller sent} */
    default String payload() {
        return request().payload();
    }

    /**
     * {@return a name for one of the job's effects, the same in every attempt: with it the party
     * that is asked for the effect can tell a second time from the first}
     *
     * @param effect which of the job's effects
     */
    default String effectId(String effect) {
        return id() + "/" + effect;
    }
}
