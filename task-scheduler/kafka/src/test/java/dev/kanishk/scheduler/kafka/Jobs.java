package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.store.JobStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Records that ask for jobs, each known by its number. */
final class Jobs {
    private Jobs() {}

    static byte[] value(int number) {
        return ("{\"type\":\"count\",\"payload\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** Writes records with these numbers, and returns when Kafka has acknowledged all of them. */
    static void write(KafkaLink link, String topic, int from, int to)
            throws ExecutionException, InterruptedException {
        try (Producer<byte[], byte[]> producer = link.producer("test")) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int number = from; number < to; number++) {
                byte[] key = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(topic, key, value(number))));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }

    /** How many jobs there are of each number. */
    static Map<Integer, Integer> counted(JobStore store) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (Job job : TestDatabase.jobs(store)) {
            counts.merge(Integer.parseInt(job.request().payload()), 1, Integer::sum);
        }
        return counts;
    }

    /** Each number below this has one job, and there are no others. */
    static void assertOneOfEach(JobStore store, int numbers) {
        Map<Integer, Integer> counts = counted(store);
        assertThat(counts).hasSize(numbers);
        assertThat(
                        counts.entrySet().stream()
                                .filter(entry ->
                                        entry.getValue() != 1
                                                || entry.getKey() < 0
                                                || entry.getKey() >= numbers)
                                .collect(Collectors.toList()))
                .isEmpty();
    }
}
