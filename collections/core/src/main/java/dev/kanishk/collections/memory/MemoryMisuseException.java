package dev.kanishk.collections.memory;

/**
 * A block was used against the rules, as a {@link TrackingResource} found out. The cause holds the
 * stack of the block's allocation, the suppressed exception that of its release, where it had one.
 */
public final class MemoryMisuseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was found.
     *
     * @param message what happened to which block
     */
    public MemoryMisuseException(String message) {
        super(message);
    }
}
