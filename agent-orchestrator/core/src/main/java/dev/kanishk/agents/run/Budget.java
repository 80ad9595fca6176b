package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.Usage;
import java.time.Duration;

/**
 * What a run may use. A run whose budget is spent is suspended, and goes on when resumed with a
 * larger one.
 *
 * @param tokens the most tokens of questions and answers together, over all resumptions
 * @param costMicros the most money, in millionths, over all resumptions
 * @param steps the most supersteps, over all resumptions
 * @param time the longest time that processes worked on it, over all resumptions that had such a
 *     budget; waiting is not counted, nor what a process that died did since the last commit
 */
public record Budget(long tokens, long costMicros, int steps, Duration time) {
    /** No limits. */
    public static final Budget UNLIMITED =
            new Budget(
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Duration.ofSeconds(Long.MAX_VALUE));

    /** Checks the numbers. */
    public Budget {
        if (tokens < 0 || costMicros < 0 || steps < 0 || time.isNegative()) {
            throw new IllegalArgumentException(
                    "a budget must not be negative: "
                            + tokens
                            + ", "
                            + costMicros
                            + ", "
                            + steps
                            + ", "
                            + time);
        }
    }

    /**
     * Limits tokens.
     *
     * @param most the most tokens
     * @return a new budget
     */
    public Budget withTokens(long most) {
        return new Budget(most, costMicros, steps, time);
    }

    /**
     * Limits money.
     *
     * @param most the most money, in millionths
     * @return a new budget
     */
    public Budget withCostMicros(long most) {
        return new Budget(tokens, most, steps, time);
    }

    /**
     * Limits supersteps.
     *
     * @param most the most supersteps
     * @return a new budget
     */
    public Budget withSteps(int most) {
        return new Budget(tokens, costMicros, most, time);
    }

    /**
     * Limits time.
     *
     * @param longest the longest time
     * @return a new budget
     */
    public Budget withTime(Duration longest) {
        return new Budget(tokens, costMicros, steps, longest);
    }

    /** Tells whether time is limited. */
    boolean isTimed() {
        return !time.equals(UNLIMITED.time);
    }

    /** Says what is spent; empty if there is something left of everything. */
    String spent(Usage usage, int stepsTaken, Duration timeTaken) {
        if (usage.tokens() >= tokens) {
            return usage.tokens() + " of " + tokens + " tokens are used";
        }
        if (usage.costMicros() >= costMicros) {
            return usage.costMicros() + " of " + costMicros + " millionths of money are used";
        }
        if (stepsTaken >= steps) {
            return stepsTaken + " of " + steps + " steps are taken";
        }
        if (timeTaken.compareTo(time) >= 0) {
            return timeTaken + " of " + time + " are over";
        }
        return "";
    }

    /** What is left of it for a run inside of this one. */
    Budget without(Usage usage, Duration timeTaken) {
        return new Budget(
                tokens == Long.MAX_VALUE ? tokens : Math.max(0, tokens - usage.tokens()),
                costMicros == Long.MAX_VALUE
                        ? costMicros
                        : Math.max(0, costMicros - usage.costMicros()),
                Integer.MAX_VALUE,
                isTimed()
                        ? time.compareTo(timeTaken) < 0 ? Duration.ZERO : time.minus(timeTaken)
                        : time);
    }
}
