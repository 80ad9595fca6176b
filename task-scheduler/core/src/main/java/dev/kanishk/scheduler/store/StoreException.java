package dev.kanishk.scheduler.store;

/** The store could not be opened, read or written. Nothing that was accepted before is lost. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether the database did not answer. */
    private final boolean connectionLost;

    /**
     * Says what went wrong.
     *
     * @param message what, where, and what to do
     */
    public StoreException(String message) {
        super(message);
        this.connectionLost = false;
    }

    /**
     * Says what went wrong, and why.
     *
     * @param message what, where, and what to do
     * @param cause why
     */
    public StoreException(String message, Throwable cause) {
        this(message, cause, false);
    }

    StoreException(String message, Throwable cause, boolean connectionLost) {
        super(message, cause);
        this.connectionLost = connectionLost;
    }

    /** Whether it is unknown what was done, since the database did not answer. */
    boolean isConnectionLost() {
        return connectionLost;
    }
}
