package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.store.JobStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs from a topic into a store, as one thread, at least once.
 *
 * <p>An offset is committed only after the store has the jobs before it durably. What comes a
 * second time, after a crash or a rebalance, is known by its idempotency key and makes no second
 * job, for as long as the store keeps the first one. A record that is no job goes to the dead
 * letters with the reason; an offset behind it is committed when those have it.
 *
 * <p>While the store is full, or fails, the partitions are paused and the same records are tried
 * again, after 100 ms at first and 5 s at most, for as long as that takes; what is held meanwhile
 * is what one poll brought. While Kafka fails, the intake connects anew in the same way. Several
 * intakes, in any processes, share the partitions of a topic. Safe for use by many threads.
 */
public final class KafkaIntake implements AutoCloseable {
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(5);
    private static final Duration END_PATIENCE = Duration.ofSeconds(30);

    private final KafkaLink link;
    private final JobStore store;
    private final IntakeOptions options;
    private final DeadLetters deadLetters;
    private final IntakeCounts counts = new IntakeCounts();
    private final Thread thread;
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    private KafkaIntake(KafkaLink link, JobStore store, IntakeOptions options) {
        this.link = link;
        this.store = store;
        this.options = options;
        this.deadLetters = new DeadLetters(link, options);
        this.thread =
                Thread.ofPlatform().name("kafka-intake-" + options.topic()).unstarted(this::run);
    }

    /**
     * Begins to take jobs. If Kafka does not answer yet, it goes on trying.
     *
     * @param link where Kafka is
     * @param store what gets the jobs; stays the caller's to close, after the intake
     * @param options what is taken, and how
     * @return the intake, to be closed by the caller
     * @throws IllegalArgumentException if a property of the link is wrong, or Kafka says that it
     *     has no such topic
     */
    public static KafkaIntake start(KafkaLink link, JobStore store, IntakeOptions options) {
        try (TopicCheck check = new TopicCheck(link, options.group(), CHECK_PATIENCE)) {
            check.topic(options.topic());
            check.topic(options.deadLetters());
        } catch (TimeoutException e) {
            // It is not there yet: that is the thread's to go on with.
        }
        KafkaIntake intake = new KafkaIntake(link, store, options);
        intake.thread.start();
        return intake;
    }

    /** {@return what came in so far} */
    public IntakeStatistics statistics() {
        return counts.statistics();
    }

    private boolean ends() {
        return ending.getCount() == 0;
    }

    private void run() {
        Pause pause = new Pause();
        try {
            while (!ends()) {
                try (IntakeSession session = session()) {
                    session.run(this::ends);
                    pause.succeeded();
                } catch (WakeupException | InterruptException e) {
                    // It is to end, or it would not have been woken.
                    break;
                } catch (RuntimeException e) {
                    counts.progress.failed("Kafka fails", e);
                    pause.failed();
                }
                if (ending.await(pause.left().toNanos(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer = null;
        }
    }

    private IntakeSession session() {
        Consumer<byte[], byte[]> made = link.consumer(options.group(), options.maxBatch());
        consumer = made;
        return new IntakeSession(made, store, options, deadLetters, counts);
    }

    /**
     * Ends it: commits what the store has, leaves the group, and returns. Records that the store
     * has not taken come again, here or elsewhere. Waits for a call of the store for 30 seconds at
     * most, then interrupts it.
     */
    @Override
    public void close() {
        ending.countDown();
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            if (!thread.join(END_PATIENCE)) {
                thread.interrupt();
                thread.join(END_PATIENCE);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        deadLetters.close();
    }
}
