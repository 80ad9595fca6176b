package dev.kanishk.scheduler.redis;

/** Redis did not do what it was asked: not connected, too slow, or refused. */
public final class RedisUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisUnavailableException(String message) {
        super(message);
    }

    RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
