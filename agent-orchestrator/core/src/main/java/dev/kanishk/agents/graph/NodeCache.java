package dev.kanishk.agents.graph;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what nodes gave, so that the same question is not worked out twice. In memory, bounded: the
 * entry that was used longest ago goes first. Safe for use by many threads and graphs.
 */
public final class NodeCache {
    private record Kept(String result, long untilMillis) {}

    private final LinkedHashMap<String, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock lock = new ReentrantLock();
    private final int capacity;
    private final Duration keep;
    private final InstantSource clock;

    /**
     * Makes a cache.
     *
     * @param capacity the most entries, at least 1
     * @param keep how long an entry is good
     * @param clock says what time it is
     */
    public NodeCache(int capacity, Duration keep, InstantSource clock) {
        if (capacity < 1 || !keep.isPositive()) {
            throw new IllegalArgumentException(
                    "capacity " + capacity + " and keep " + keep + " must be positive");
        }
        this.capacity = capacity;
        this.keep = keep;
        this.clock = clock;
    }

    /**
     * Looks an entry up.
     *
     * @param key the node's name and what it was asked
     * @return what was kept, if it is still good
     */
    public Optional<String> get(String key) {
        lock.lock();
        try {
            Kept kept = entries.get(key);
            return kept != null && kept.untilMillis() > clock.millis()
                    ? Optional.of(kept.result())
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps an entry.
     *
     * @param key the node's name and what it was asked
     * @param result what it gave, as JSON
     */
    public void put(String key, String result) {
        lock.lock();
        try {
            entries.put(key, new Kept(result, clock.millis() + keep.toMillis()));
            if (entries.size() > capacity) {
                entries.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }
}
