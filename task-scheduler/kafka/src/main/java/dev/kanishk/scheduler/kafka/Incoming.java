package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.job.JobRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * A record, and what it is.
 *
 * @param record as it came
 * @param request the job; none if it is no job
 * @param fault why it is none
 */
record Incoming(
        ConsumerRecord<byte[], byte[]> record,
        @Nullable JobRequest request,
        @Nullable String fault) {

    /**
     * Reads a record.
     *
     * @throws RetriableException if it can be read later
     */
    static Incoming of(ConsumerRecord<byte[], byte[]> record, RecordReader reader) {
        try {
            JobRequest request = reader.read(record);
            return new Incoming(
                    record,
                    request.idempotencyKey() == null
                            ? request.withIdempotencyKey(key(record))
                            : request,
                    null);
        } catch (RetriableException e) {
            throw e;
        } catch (RuntimeException e) {
            return new Incoming(record, null, reason(e));
        }
    }

    /** The same as one that is no job. */
    Incoming refused(RuntimeException why) {
        return new Incoming(record, null, reason(why));
    }

    private static String reason(RuntimeException e) {
        return e instanceof IllegalArgumentException && e.getMessage() != null
                ? e.getMessage()
                : e.toString();
    }

    TopicPartition partition() {
        return new TopicPartition(record.topic(), record.partition());
    }

    int bytes() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /**
     * A name for the record. Its time is in it since a topic that was deleted and made again, or
     * that lost its end, has other records at the same offsets.
     */
    static String key(ConsumerRecord<byte[], byte[]> record) {
        String key = key(record.topic(), record);
        return key.length() <= JobRequest.MAX_KEY_LENGTH ? key : key(hash(record.topic()), record);
    }

    private static String key(String topic, ConsumerRecord<byte[], byte[]> record) {
        return "kafka:"
                + topic
                + ':'
                + record.partition()
                + ':'
                + record.offset()
                + '@'
                + record.timestamp();
    }

    private static String hash(String topic) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(topic.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
