package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/*
 * A record goes through three places: "unread" or "pending" here, then the store (or the dead
 * letters), and only then "done", which is what is committed. So whatever ends in between, the
 * record comes again, and the store knows its key.
 *
 * While something is pending the partitions are paused, but polling goes on: a consumer that does
 * not poll is thrown out of its group, and its partitions would go to another that meets the same
 * full store. What is held here is what one poll brought, so it is bounded by the consumer's own
 * limits.
 *
 * When partitions are taken away, what is pending of them is dropped, and what is done of them is
 * committed first: the one who gets them begins there.
 */
/** One consumer's life: from its joining the group to its first failure, or its end. */
final class IntakeSession implements ConsumerRebalanceListener, AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final long MAX_BATCH_BYTES = 8 << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final JobStore store;
    private final String node;
    private final IntakeOptions options;
    private final DeadLetters deadLetters;
    private final IntakeCounts counts;
    private final Deque<ConsumerRecord<byte[], byte[]>> unread = new ArrayDeque<>();
    private final Deque<Incoming> pending = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final Pause pause = new Pause();

    IntakeSession(
            Consumer<byte[], byte[]> consumer,
            JobStore store,
            IntakeOptions options,
            DeadLetters deadLetters,
            IntakeCounts counts) {
        this.consumer = consumer;
        this.store = store;
        this.node = "kafka:" + options.topic();
        this.options = options;
        this.deadLetters = deadLetters;
        this.counts = counts;
    }

    /**
     * Takes records until it is to end.
     *
     * @throws KafkaException if the consumer is of no use any more
     */
    void run(BooleanSupplier ends) {
        consumer.subscribe(List.of(options.topic()), this);
        while (!ends.getAsBoolean()) {
            poll();
            if (isIdle()) {
                pause.succeeded();
            } else if (pause.left().isZero()) {
                accept(ends);
            }
            commit();
            if (isIdle() && done.isEmpty()) {
                counts.progress.recovered();
            }
        }
    }

    private boolean isIdle() {
        return unread.isEmpty() && pending.isEmpty();
    }

    private void poll() {
        Set<TopicPartition> paused = consumer.paused();
        if (isIdle() && !paused.isEmpty()) {
            consumer.resume(paused);
        } else if (!isIdle()) {
            consumer.pause(consumer.assignment());
        }
        counts.paused(!isIdle());
        Duration patience = isIdle() ? POLL : pause.left();
        for (ConsumerRecord<byte[], byte[]> record :
                consumer.poll(patience.compareTo(POLL) < 0 ? patience : POLL)) {
            unread.add(record);
        }
    }

    /** Gives the store what there is; what it does not take stays for the next time. */
    private void accept(BooleanSupplier ends) {
        try {
            while (!unread.isEmpty()) {
                pending.add(Incoming.of(unread.getFirst(), options.reader()));
                unread.removeFirst();
            }
            while (!pending.isEmpty() && !ends.getAsBoolean()) {
                acceptNext();
            }
            pause.succeeded();
        } catch (BacklogFullException e) {
            failed("the store is full", e);
        } catch (StoreException e) {
            failed("the store fails", e);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            failed("records cannot be read, or dead letters not be written", e);
        }
    }

    private void failed(String what, Exception e) {
        pause.failed();
        counts.progress.failed(what, e);
    }

    private void acceptNext() {
        List<Incoming> batch = new ArrayList<>();
        long bytes = 0;
        for (Incoming record : pending) {
            bytes += record.bytes();
            boolean full = batch.size() == options.maxBatch() || bytes > MAX_BATCH_BYTES;
            if (full && !batch.isEmpty()) {
                break;
            }
            batch.add(record);
        }
        List<Incoming> refused = new ArrayList<>();
        List<Incoming> jobs = new ArrayList<>();
        for (Incoming record : batch) {
            (record.request() == null ? refused : jobs).add(record);
        }
        enqueue(jobs, refused);
        deadLetters.write(refused);
        counts.deadLettered.add(refused.size());
        for (Incoming record : batch) {
            pending.removeFirst();
            done.put(
                    record.partition(),
                    new OffsetAndMetadata(
                            record.record().offset() + 1, record.record().leaderEpoch(), ""));
        }
    }

    /** Has the store accept jobs; one that it never will is refused, and the others are not. */
    private void enqueue(List<Incoming> jobs, List<Incoming> refused) {
        if (jobs.isEmpty()) {
            return;
        }
        List<JobRequest> requests =
                jobs.stream().map(job -> Objects.requireNonNull(job.request())).toList();
        try {
            for (Receipt receipt : store.enqueue(requests, node)) {
                (receipt.created() ? counts.accepted : counts.repeated).increment();
            }
        } catch (IllegalArgumentException e) {
            if (jobs.size() == 1) {
                refused.add(jobs.getFirst().refused(e));
                return;
            }
            int half = jobs.size() / 2;
            enqueue(jobs.subList(0, half), refused);
            enqueue(jobs.subList(half, jobs.size()), refused);
        }
    }

    private void commit() {
        if (done.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(done), COMMIT_PATIENCE);
            done.clear();
        } catch (CommitFailedException e) {
            // The partitions are another's now, and so is the work.
            done.clear();
        } catch (RetriableException | RebalanceInProgressException e) {
            counts.progress.failed("offsets cannot be committed", e);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (!isIdle()) {
            consumer.pause(partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        unread.removeIf(record ->
                partitions.contains(new TopicPartition(record.topic(), record.partition())));
        pending.removeIf(record -> partitions.contains(record.partition()));
        done.keySet().removeAll(partitions);
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
        } finally {
            counts.paused(false);
        }
    }
}
