package dev.kanishk.matching.journal;

import java.io.IOException;

/**
 * A journal that could not write or force, and takes nothing more: after a failed force it is
 * unknown what the disk holds, so nothing later may count as durable.
 */
public final class JournalFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The sequence up to which everything is durable. */
    private final long durableSequence;

    JournalFailedException(
            String file, String operation, long durableSequence, String fix, Throwable cause) {
        super(
                "the journal failed to "
                        + operation
                        + " "
                        + file
                        + " ("
                        + (cause.getMessage() == null ? cause : cause.getMessage())
                        + "); all up to sequence "
                        + durableSequence
                        + " is durable, what came after it may be lost; "
                        + fix,
                cause);
        this.durableSequence = durableSequence;
    }

    private JournalFailedException(JournalFailedException first) {
        super(first.getMessage(), first);
        this.durableSequence = first.durableSequence;
    }

    /** Returns the same failure, met again by a later call. */
    JournalFailedException again() {
        return new JournalFailedException(this);
    }

    /**
     * Returns the sequence up to which everything is durable.
     *
     * @return the sequence, 0 if nothing is
     */
    public long durableSequence() {
        return durableSequence;
    }
}
