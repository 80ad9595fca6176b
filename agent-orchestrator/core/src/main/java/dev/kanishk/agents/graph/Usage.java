package dev.kanishk.agents.graph;

/**
 * What was used of a run's budgets.
 *
 * @param inputTokens tokens of questions
 * @param outputTokens tokens of answers
 * @param costMicros money, in millionths of the currency that the prices are in
 */
public record Usage(long inputTokens, long outputTokens, long costMicros) {
    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0, 0);

    /** Checks the numbers. */
    public Usage {
        if (inputTokens < 0 || outputTokens < 0 || costMicros < 0) {
            throw new IllegalArgumentException(
                    "usage must not be negative: "
                            + inputTokens
                            + ", "
                            + outputTokens
                            + ", "
                            + costMicros);
        }
    }

    /**
     * Adds.
     *
     * @param more what was used too
     * @return the sum
     */
    public Usage plus(Usage more) {
        return new Usage(
                inputTokens + more.inputTokens,
                outputTokens + more.outputTokens,
                costMicros + more.costMicros);
    }

    /**
     * Counts tokens.
     *
     * @return those of questions and answers together
     */
    public long tokens() {
        return inputTokens + outputTokens;
    }
}
