package dev.kanishk.agents.checkpoint;

/** Someone else leased the run since, or it was deleted; nothing was written. */
public final class StaleLeaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleLeaseException(Lease lease) {
        super(
                "run '"
                        + lease.run()
                        + "' was taken over or deleted since lease "
                        + lease.epoch()
                        + ": stop this one");
    }
}
