package dev.kanishk.scheduler.dispatch;

/**
 * How many retries of a type there may be: a share of its successes, and a number a second in any
 * case. Retries beyond it are not dropped; they wait longer, so that they come at that number a
 * second at most, up to the retry policy's longest wait. Each process keeps its own account.
 *
 * @param ratio how many retries a success pays for: 0 to 10
 * @param perSecond how many there may be a second in any case: more than 0
 */
public record RetryBudget(double ratio, double perSecond) {
    /** One retry for five successes, and ten a second. */
    public static final RetryBudget DEFAULT = new RetryBudget(0.2, 10);

    /** Checks the values. */
    public RetryBudget {
        if (!(ratio >= 0 && ratio <= 10 && perSecond > 0 && perSecond <= 1e9)) {
            throw new IllegalArgumentException(
                    "a retry budget needs a ratio of 0 to 10 and more than 0 a second: "
                            + ratio
                            + ", "
                            + perSecond);
        }
    }
}
