package dev.kanishk.collections.pool;

/** Everything that the pool has is in use. */
public final class PoolExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolExhaustedException(String message) {
        super(message);
    }
}
