package dev.kanishk.collections.pool;

import org.jspecify.annotations.Nullable;

/**
 * Something was released that the pool had not lent, was used after its release, or was never
 * released. Where the pool checks, the cause shows the stack of the acquisition or of the release
 * in question.
 */
public final class PoolMisuseException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    PoolMisuseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
