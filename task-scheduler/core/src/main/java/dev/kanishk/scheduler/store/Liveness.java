package dev.kanishk.scheduler.store;

import java.time.Duration;
import java.util.List;

/** How a worker shows that it lives, and learns that others do not. */
interface Liveness extends AutoCloseable {
    /** {@return the worker's name, not used by another} */
    String worker();

    /**
     * Learns of the other workers, and looks after them from now on.
     *
     * @param others all of them
     * @return those that are known to be gone
     */
    List<String> watch(List<String> others);

    /**
     * Looks at the worker's own sign of life, since the store took the worker for dead, and makes
     * it anew if it is gone. There is nothing to be done if it lasts as long as the process.
     *
     * @throws StoreException if there is none for now: the worker must not join
     */
    default void renew() {}

    /** {@return how long after a look after the others the next one is} */
    default Duration beatEvery() {
        return Duration.ofSeconds(1);
    }

    @Override
    void close();
}
