package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that tells changes until it is killed. */
final class ChangesProcess {
    /** So small that there is always one under way. */
    static final int BATCH = 20;

    private ChangesProcess() {}

    /**
     * Tells changes.
     *
     * @param arguments the store's address, Kafka's, and the topic
     */
    public static void main(String[] arguments) throws InterruptedException {
        PostgresStore store = PostgresStore.open(arguments[0], StoreOptions.DEFAULTS);
        KafkaChanges.start(
                KafkaLink.to(arguments[1]),
                store,
                ChangesOptions.of(arguments[2]).withMaxBatch(BATCH));
        new CountDownLatch(1).await();
    }

    static Process start(String store, TestBroker broker, String topic, Path output)
            throws IOException {
        return TestProcess.start(ChangesProcess.class, output, store, broker.bootstrap(), topic);
    }
}
