package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.job.JobRequest;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes a job of a record. Used by one thread at a time. */
@FunctionalInterface
public interface RecordReader {
    /**
     * Reads a record. What it throws says why the record is no job, and goes to the dead letters
     * with it; but for {@link org.apache.kafka.common.errors.RetriableException}, after which the
     * record is read again later and the ones behind it wait.
     *
     * @param record what the topic holds; either part may be null
     * @return the job; one without an idempotency key gets that of the record's place
     */
    JobRequest read(ConsumerRecord<byte[], byte[]> record);

    /**
     * {@return a reader of values that are jobs as HTTP takes them} A value is one JSON object with
     * the fields of {@code POST /v1/jobs}. The headers {@code idempotency-key} and {@code
     * traceparent} count for jobs whose value does not name a key, and for the trace.
     */
    static RecordReader json() {
        return new JsonRecords();
    }
}
