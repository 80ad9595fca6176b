package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.store.ChangeFeed;
import dev.kanishk.scheduler.store.RecordingStore;

/**
 * Where changes go, and how many are kept for that.
 *
 * @param topic the topic
 * @param kept how many changes the store keeps while Kafka does not take them, before it drops the
 *     oldest: 1 to {@value RecordingStore#MAX_KEPT}
 * @param maxBatch how many changes one transaction has: 1 to {@value ChangeFeed#MAX_BATCH}
 */
public record ChangesOptions(String topic, long kept, int maxBatch) {
    private static final long DEFAULT_KEPT = 10_000_000;
    private static final int DEFAULT_BATCH = 1_000;

    /** Checks the values. */
    public ChangesOptions {
        IntakeOptions.checkTopic("topic", topic);
        if (kept < 1 || kept > RecordingStore.MAX_KEPT) {
            throw new IllegalArgumentException(
                    "kept '" + kept + "' is not allowed: use 1 to " + RecordingStore.MAX_KEPT);
        }
        if (maxBatch < 1 || maxBatch > ChangeFeed.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "maxBatch '" + maxBatch + "' is not allowed: use 1 to " + ChangeFeed.MAX_BATCH);
        }
    }

    /**
     * A thousand changes a transaction, and ten million kept.
     *
     * @param topic where changes go
     * @return the options
     * @throws IllegalArgumentException if that is no topic's name
     */
    public static ChangesOptions of(String topic) {
        return new ChangesOptions(topic, DEFAULT_KEPT, DEFAULT_BATCH);
    }

    /**
     * {@return the same with another bound of what is kept}
     *
     * @param value 1 to {@value RecordingStore#MAX_KEPT}
     */
    public ChangesOptions withKept(long value) {
        return new ChangesOptions(topic, value, maxBatch);
    }

    /**
     * {@return the same with another size of batches}
     *
     * @param value 1 to {@value ChangeFeed#MAX_BATCH}
     */
    public ChangesOptions withMaxBatch(int value) {
        return new ChangesOptions(topic, kept, value);
    }
}
