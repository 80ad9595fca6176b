package dev.kanishk.agents.tool;

/** A tool failed, outlasted its deadline or was refused; the message names it. */
public final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    ToolException(String message) {
        super(message);
    }

    ToolException(String message, Throwable cause) {
        super(message, cause);
    }
}
