package dev.kanishk.scheduler.store;

/** So many jobs wait that no more are accepted. None of the request's jobs was. */
public final class BacklogFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says how full the store is.
     *
     * @param waiting how many jobs wait
     * @param limit how many may
     */
    public BacklogFullException(long waiting, long limit) {
        super(
                waiting
                        + " jobs wait and at most "
                        + limit
                        + " may: try again when some are done, or raise the limit");
    }
}
