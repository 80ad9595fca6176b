package dev.kanishk.agents.run;

import org.jspecify.annotations.Nullable;

/**
 * What somebody found out about an effect of unknown outcome.
 *
 * @param happened whether it happened
 * @param result its result if it happened, of the effect's type
 */
public record Outcome(boolean happened, @Nullable Object result) {
    /**
     * It happened: the node goes on with its result.
     *
     * @param result the result
     * @return the outcome
     */
    public static Outcome happened(@Nullable Object result) {
        return new Outcome(true, result);
    }

    /**
     * It did not happen: the node makes it again.
     *
     * @return the outcome
     */
    public static Outcome didNotHappen() {
        return new Outcome(false, null);
    }
}
