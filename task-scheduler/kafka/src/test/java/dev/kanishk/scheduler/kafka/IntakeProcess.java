package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process that takes jobs in until it is killed. */
final class IntakeProcess {
    private IntakeProcess() {}

    /**
     * Takes jobs in.
     *
     * @param arguments the store's address, Kafka's, and the topic
     */
    public static void main(String[] arguments) throws InterruptedException {
        PostgresStore store = PostgresStore.open(arguments[0], StoreOptions.DEFAULTS);
        KafkaLink link =
                new KafkaLink(
                        arguments[1],
                        Map.of("session.timeout.ms", "3000", "heartbeat.interval.ms", "500"));
        KafkaIntake.start(link, store, IntakeOptions.of(arguments[2]).withMaxBatch(20));
        new CountDownLatch(1).await();
    }

    static Process start(String store, TestBroker broker, String topic, Path output)
            throws IOException {
        return TestProcess.start(IntakeProcess.class, output, store, broker.bootstrap(), topic);
    }
}
