package dev.kanishk.matching.command;

import java.io.Serial;

/** Bytes are not what they are said to be. The message names the value that is wrong. */
public final class EncodingException extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what is wrong
     */
    public EncodingException(String message) {
        super(message);
    }

    /**
     * Makes one.
     *
     * @param message what is wrong
     * @param cause what found it
     */
    public EncodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
