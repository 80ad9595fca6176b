package dev.kanishk.scheduler.cache;

/** Says that a value could not be computed; the cause is what the loader threw. */
public final class CacheLoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CacheLoadException(Object key, Throwable cause) {
        super("cannot load '" + key + "': " + cause, cause);
    }
}
