package dev.kanishk.scheduler.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.store.ChangeBatch;
import dev.kanishk.scheduler.store.StateChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Changes as records: the job's name is the key, so that those of a job keep their order. */
final class ChangeRecords {
    private static final String ID = "change-id";
    private static final String TYPE = "job-type";

    /** As long as a record of the least size that brokers have by default can take. */
    private static final int MAX_ERROR = 100_000;

    private final String topic;
    private final String source;

    ChangeRecords(String topic, String source) {
        this.topic = topic;
        this.source = source;
    }

    List<ProducerRecord<byte[], byte[]>> of(ChangeBatch batch) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (batch.dropped() > 0) {
            ObjectNode value = JsonNodeFactory.instance.objectNode();
            value.put("source", source);
            value.put("dropped", batch.dropped());
            records.add(new ProducerRecord<>(topic, null, bytes(value.toString())));
        }
        batch.changes().forEach(change -> records.add(record(change)));
        return records;
    }

    private ProducerRecord<byte[], byte[]> record(StateChange change) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.put("source", source);
        value.put("number", change.number());
        value.put("job", change.job().toString());
        value.put("type", change.type());
        if (change.idempotencyKey() != null) {
            value.put("idempotencyKey", change.idempotencyKey());
        }
        value.put("at", change.at().toString());
        value.put("cause", change.cause().name());
        if (change.from() != null) {
            value.put("from", change.from().name());
        }
        value.put("to", change.to().name());
        value.put("attempt", change.attempt());
        value.put("node", change.node());
        String error = change.error();
        if (error != null) {
            value.put("error", error.substring(0, Math.min(error.length(), MAX_ERROR)));
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic,
                        null,
                        change.at().toEpochMilli(),
                        bytes(change.job().toString()),
                        bytes(value.toString()));
        record.headers().add(ID, bytes(source + ':' + change.number()));
        record.headers().add(TYPE, bytes(change.type()));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
