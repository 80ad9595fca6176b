package dev.kanishk.scheduler.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where Kafka is, and how to talk to it. Nothing is connected yet.
 *
 * @param bootstrap the brokers to begin with: {@code HOST:PORT[,HOST:PORT…]}
 * @param properties further properties of Kafka's clients, such as {@code security.protocol}; those
 *     that the bridge's promises rest on are its own to set
 */
public record KafkaLink(String bootstrap, Map<String, String> properties) {
    /** What must be as it is, or something could be lost, or come in a wrong order. */
    private static final Set<String> OWN =
            Set.of(
                    ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    ConsumerConfig.GROUP_ID_CONFIG,
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                    ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                    ProducerConfig.ACKS_CONFIG,
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    private static final int FETCH_BYTES = 16 << 20;
    private static final int REQUEST_BYTES = 16 << 20;
    private static final int BLOCK_MS = 10_000;
    private static final int DELIVERY_MS = 30_000;
    private static final int REQUEST_MS = 10_000;

    /** Checks the values. */
    public KafkaLink {
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException(
                    "bootstrap '" + bootstrap + "' is not allowed: use HOST:PORT[,HOST:PORT…]");
        }
        properties = Map.copyOf(properties);
        Set<String> refused = new TreeSet<>(OWN);
        refused.retainAll(properties.keySet());
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "properties " + refused + " are not allowed: the bridge sets them itself");
        }
    }

    /**
     * A link without further properties.
     *
     * @param bootstrap the brokers to begin with
     * @return the link
     * @throws IllegalArgumentException if the text is blank
     */
    public static KafkaLink to(String bootstrap) {
        return new KafkaLink(bootstrap, Map.of());
    }

    /**
     * Makes a consumer that begins with the oldest record and keeps to what transactions committed.
     *
     * @throws org.apache.kafka.common.KafkaException if a property is wrong
     */
    Consumer<byte[], byte[]> consumer(String group, int maxRecords) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        all.put(ConsumerConfig.CLIENT_ID_CONFIG, "task-scheduler-" + group);
        all.putAll(properties);
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Makes a producer whose records are acknowledged by all replicas in sync, in their order.
     *
     * @throws org.apache.kafka.common.KafkaException if a property is wrong
     */
    Producer<byte[], byte[]> producer(String client) {
        return producer(client, Map.of());
    }

    /**
     * Makes a producer of transactions; one that has the same id is fenced when this one begins.
     *
     * @throws org.apache.kafka.common.KafkaException if a property is wrong
     */
    Producer<byte[], byte[]> transactional(String id) {
        return producer(id, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    }

    private Producer<byte[], byte[]> producer(String client, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.CLIENT_ID_CONFIG, client);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
        all.putAll(properties);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.putAll(more);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
