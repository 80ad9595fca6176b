package dev.kanishk.collections.memory;

/** A resource could not give the memory that was asked for. */
public final class AllocationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was asked for and why it could not be had.
     *
     * @param message the reason, with the sizes
     */
    public AllocationFailedException(String message) {
        super(message);
    }
}
