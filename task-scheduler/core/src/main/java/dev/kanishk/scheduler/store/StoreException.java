package dev.kanishk.scheduler.store;

/** The store could not be opened, read or written. Nothing that was accepted before is lost. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what went wrong.
     *
     * @param message what, where, and what to do
     */
    public StoreException(String message) {
        super(message);
    }

    /**
     * Says what went wrong, and why.
     *
     * @param message what, where, and what to do
     * @param cause why
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
