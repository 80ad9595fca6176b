package dev.kanishk.scheduler.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Where records go that are no jobs: as they came, with headers that say why and from where. */
final class DeadLetters implements AutoCloseable {
    private static final String PREFIX = "dead-letter-";
    private static final int MAX_REASON = 4_000;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    /** How much of a record is kept: less if the topic takes no record of that size. */
    private enum Kept {
        ALL,
        NO_VALUE,
        NOTHING;

        @Nullable Kept less() {
            return this == ALL ? NO_VALUE : this == NO_VALUE ? NOTHING : null;
        }
    }

    /** A letter on its way. */
    private record Sent(Incoming record, Future<RecordMetadata> result) {}

    private final KafkaLink link;
    private final IntakeOptions options;
    private @Nullable Producer<byte[], byte[]> producer;

    DeadLetters(KafkaLink link, IntakeOptions options) {
        this.link = link;
        this.options = options;
    }

    /**
     * Writes records and returns when all of them are acknowledged.
     *
     * @throws KafkaException if one is not; others may be
     */
    void write(List<Incoming> records) {
        if (records.isEmpty()) {
            return;
        }
        if (producer == null) {
            producer = link.producer("task-scheduler-dead-letters-" + options.group());
        }
        List<Sent> sent = new ArrayList<>();
        for (Incoming record : records) {
            Sent letter = new Sent(record, producer.send(letter(record, Kept.ALL)));
            if (letter.result.state() == Future.State.FAILED) {
                // It may have waited for Kafka, and so would each of the next.
                await(producer, record, letter.result, Kept.ALL);
            } else {
                sent.add(letter);
            }
        }
        for (Sent letter : sent) {
            await(producer, letter.record, letter.result, Kept.ALL);
        }
    }

    private void await(
            Producer<byte[], byte[]> to, Incoming record, Future<RecordMetadata> sent, Kept kept) {
        try {
            sent.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            Kept less = e.getCause() instanceof RecordTooLargeException ? kept.less() : null;
            if (less == null) {
                throw new KafkaException(
                        "the dead letters '"
                                + options.deadLetters()
                                + "' take nothing: "
                                + e.getCause(),
                        e.getCause());
            }
            await(to, record, to.send(letter(record, less)), less);
        }
    }

    private ProducerRecord<byte[], byte[]> letter(Incoming incoming, Kept kept) {
        var record = incoming.record();
        byte[] key = kept == Kept.NOTHING ? null : record.key();
        byte[] value = kept == Kept.ALL ? record.value() : null;
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(options.deadLetters(), null, key, value);
        Headers headers = letter.headers();
        if (kept != Kept.NOTHING) {
            for (Header header : record.headers()) {
                if (!header.key().startsWith(PREFIX)) {
                    headers.add(header);
                }
            }
        }
        String fault = String.valueOf(incoming.fault());
        add(headers, "reason", fault.substring(0, Math.min(fault.length(), MAX_REASON)));
        add(headers, "topic", record.topic());
        add(headers, "partition", Integer.toString(record.partition()));
        add(headers, "offset", Long.toString(record.offset()));
        add(headers, "timestamp", Long.toString(record.timestamp()));
        add(headers, "group", options.group());
        if (kept != Kept.ALL) {
            add(
                    headers,
                    "omitted",
                    "the topic takes no record of this size, of " + incoming.bytes() + " bytes");
        }
        return letter;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(CLOSE_PATIENCE);
        }
    }
}
