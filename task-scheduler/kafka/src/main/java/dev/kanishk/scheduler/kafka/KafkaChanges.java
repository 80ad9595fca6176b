package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.store.ChangeBatch;
import dev.kanishk.scheduler.store.ChangeFeed;
import dev.kanishk.scheduler.store.RecordingStore;
import dev.kanishk.scheduler.store.StoreException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * What was read is sent in one transaction of Kafka, and confirmed when that is committed. Its
 * transactional id is that of the recording: whoever begins to send fences the one before, which
 * may have hung with a batch half sent and would bring it in behind what its successor sent. So a
 * batch comes whole, in its order, or not at all; and again only if its confirmation was lost.
 */
/**
 * Tells a topic every change of a job's state, as one thread, at least once.
 *
 * <p>The store records the changes (see {@link RecordingStore#record}) from when this was first
 * started, until somebody calls {@link RecordingStore#stopRecording}: also while no bridge runs,
 * and while Kafka is down. The key of a record is the job's name, so the changes of a job come in
 * their order. A record's header {@code change-id} is the same whenever it comes; within a job its
 * number rises. Consumers that read what transactions committed see a change again only if the
 * bridge ended between Kafka's commit and the store's.
 *
 * <p>Several bridges, in any processes, may be started on a store: one sends, and another goes on
 * when it ends, at the latest 15 seconds after its last word. While the store or Kafka fails, the
 * same changes are tried again, after 100 ms at first and 5 s at most. If more are kept than
 * allowed, the store drops the oldest; a record without a key then says how many. Safe for use by
 * many threads.
 */
public final class KafkaChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaChanges.class);
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration END_PATIENCE = Duration.ofSeconds(45);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final long IDLE_MS = 100;
    private static final long STANDBY_MS = 1_000;
    private static final String CLIENT = "task-scheduler-changes-";

    private final KafkaLink link;
    private final RecordingStore store;
    private final ChangesOptions options;
    private final String reader = UUID.randomUUID().toString();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Progress progress = new Progress(LOG, "the stream of changes");
    private final Thread thread;
    private volatile boolean active;
    private @Nullable ChangeFeed feed;
    private @Nullable Producer<byte[], byte[]> producer;

    private KafkaChanges(KafkaLink link, RecordingStore store, ChangesOptions options) {
        this.link = link;
        this.store = store;
        this.options = options;
        this.thread =
                Thread.ofPlatform().name("kafka-changes-" + options.topic()).unstarted(this::run);
    }

    /**
     * Has the store record changes, and begins to send them. If Kafka does not answer yet, it goes
     * on trying.
     *
     * @param link where Kafka is
     * @param store whose changes are told; stays the caller's to close, after the bridge
     * @param options where they go
     * @return the bridge, to be closed by the caller
     * @throws IllegalArgumentException if a property of the link is wrong, or Kafka says that it
     *     has no such topic
     * @throws StoreException if the store fails, or lets nobody make triggers
     */
    public static KafkaChanges start(KafkaLink link, RecordingStore store, ChangesOptions options) {
        try (TopicCheck check = new TopicCheck(link, CLIENT + "check", CHECK_PATIENCE)) {
            check.topic(options.topic());
        } catch (TimeoutException e) {
            // It is not there yet: that is the thread's to go on with.
        }
        KafkaChanges changes = new KafkaChanges(link, store, options);
        changes.feed = store.record(options.kept());
        changes.thread.start();
        return changes;
    }

    /** {@return what went out so far} */
    public ChangesStatistics statistics() {
        return new ChangesStatistics(
                sent.sum(), dropped.sum(), progress.failures(), active, progress.problem());
    }

    private void run() {
        Pause pause = new Pause();
        try {
            long waitMs = 0;
            while (!ending.await(waitMs, TimeUnit.MILLISECONDS)) {
                waitMs = Math.max(step(pause), pause.left().toMillis());
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeProducer();
            release();
        }
    }

    /** Sends what there is; gives how long to wait before the next time, in milliseconds. */
    private long step(Pause pause) {
        try {
            ChangeFeed from = feed == null ? store.record(options.kept()) : feed;
            feed = from;
            ChangeBatch batch = from.read(reader, options.maxBatch());
            active = batch.granted();
            if (!batch.granted()) {
                closeProducer();
            } else if (!batch.isEmpty()) {
                send(from, batch);
            }
            pause.succeeded();
            progress.recovered();
            return !batch.granted() ? STANDBY_MS : batch.isEmpty() ? IDLE_MS : 0;
        } catch (StoreException e) {
            // Perhaps the recording has ended, and another one begun.
            feed = null;
            progress.failed("the store fails", e);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            closeProducer();
            progress.failed("Kafka fails", e);
        }
        pause.failed();
        return 0;
    }

    private void send(ChangeFeed from, ChangeBatch batch) {
        Producer<byte[], byte[]> to = producer;
        if (to == null) {
            to = link.transactional(CLIENT + from.source());
            producer = to;
            to.initTransactions();
        }
        to.beginTransaction();
        ChangeRecords records = new ChangeRecords(options.topic(), from.source());
        for (ProducerRecord<byte[], byte[]> record : records.of(batch)) {
            // What fails here fails the commit.
            var _ = to.send(record);
        }
        to.commitTransaction();
        from.confirm(batch);
        sent.add(batch.changes().size());
        if (batch.dropped() > 0) {
            dropped.add(batch.dropped());
            LOG.warn("{} changes were dropped: Kafka took none for too long", batch.dropped());
        }
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(CLOSE_PATIENCE);
            producer = null;
        }
    }

    private void release() {
        active = false;
        try {
            if (feed != null) {
                feed.release(reader);
            }
        } catch (StoreException e) {
            LOG.debug("another bridge goes on when the lease is over", e);
        }
    }

    /**
     * Ends it: finishes the batch that is under way, and lets another bridge go on at once. Changes
     * are recorded further. Waits for 45 seconds at most, then interrupts.
     */
    @Override
    public void close() {
        ending.countDown();
        try {
            if (!thread.join(END_PATIENCE)) {
                thread.interrupt();
                thread.join(END_PATIENCE);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
