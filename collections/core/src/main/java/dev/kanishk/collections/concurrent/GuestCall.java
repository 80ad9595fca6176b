package dev.kanishk.collections.concurrent;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A computation that a worker does for a thread outside, which found all guests' places taken and
 * waits. If the pool is stopped before it has begun, it is cancelled, so that the wait ends.
 */
final class GuestCall<T extends @Nullable Object> extends PoolFuture<T> {
    GuestCall(PoolCore core, Callable<T> computation) {
        super(core, computation);
    }
}
