package dev.kanishk.scheduler.dispatch;

/** Says that another attempt is of no use: the job goes to the dead-letter queue at once. */
public final class PermanentFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message why
     */
    public PermanentFailureException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message why
     * @param cause what it comes from
     */
    public PermanentFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
