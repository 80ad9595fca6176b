package dev.kanishk.scheduler.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value and how long it may be used.
 *
 * @param value the value; none if there is none, which is remembered too
 * @param freshFor for how long it is fresh from now on
 * @param staleFor for how long after that it may be given out while it is computed anew
 * @param <V> what the value is
 */
public record Timed<V>(@Nullable V value, Duration freshFor, Duration staleFor) {
    /**
     * {@return a value that is good for those who wait for it, and not kept}
     *
     * @param value the value; none if there is none
     * @param <V> what it is
     */
    public static <V> Timed<V> once(@Nullable V value) {
        return new Timed<>(value, Duration.ZERO, Duration.ZERO);
    }
}
