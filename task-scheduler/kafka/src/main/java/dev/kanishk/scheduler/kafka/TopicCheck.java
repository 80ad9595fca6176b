package dev.kanishk.scheduler.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;

/** Looks for topics when a bridge is started, so that a wrong name or property is told at once. */
final class TopicCheck implements AutoCloseable {
    private final KafkaLink link;
    private final Duration patience;
    private final Consumer<byte[], byte[]> consumer;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a property of the link is wrong
     */
    TopicCheck(KafkaLink link, String group, Duration patience) {
        this.link = link;
        this.patience = patience;
        try {
            this.consumer = link.consumer(group, 1);
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    /**
     * Looks for one.
     *
     * @throws IllegalArgumentException if Kafka has none of that name, or cannot be used
     * @throws TimeoutException if Kafka does not answer
     */
    void topic(String topic) {
        List<PartitionInfo> partitions;
        try {
            partitions = consumer.partitionsFor(topic, patience);
        } catch (TimeoutException e) {
            throw e;
        } catch (KafkaException e) {
            throw refused(e);
        }
        if (partitions == null || partitions.isEmpty()) {
            throw new IllegalArgumentException(
                    "topic '" + topic + "' does not exist: create it, or name another");
        }
    }

    private IllegalArgumentException refused(KafkaException e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return new IllegalArgumentException(
                "Kafka at '" + link.bootstrap() + "' cannot be used: " + last.getMessage(), e);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
