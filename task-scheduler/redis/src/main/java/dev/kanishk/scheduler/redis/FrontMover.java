package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.redis.FrontFormat.Header;
import dev.kanishk.scheduler.redis.FrontFormat.Reply;
import dev.kanishk.scheduler.store.RepeatableStore;
import dev.kanishk.scheduler.store.RepeatableStore.NamedRequest;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves entries of a session from Redis into the database, as one thread, until it ends. */
final class FrontMover implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontMover.class);
    private static final int MAX_JOBS = 1_000;
    private static final int MAX_ENTRIES = 1_000;
    private static final int MIN_ENTRIES = 8;
    private static final long READ_BYTES = 8 << 20;
    private static final long TAKE_OVER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What belongs to this process. */
    interface Own {
        String process();

        /** The batch of that number, if it waits. */
        @Nullable FrontBatch waiting(long number);

        /** The batch is in the database. */
        void moved(FrontBatch batch, List<Receipt> receipts);

        /** Jobs of any process are in the database. */
        void stored(List<JobRequest> requests);

        /** The batch was taken and could not be stored with others. */
        void rescue(FrontBatch batch);

        /** The session is of no use any more. */
        void lost(FrontSession session, Exception why);
    }

    /** An entry to be moved; one of this process has its batch. */
    private record Entry(
            String id, Header header, @Nullable FrontBatch own, List<NamedRequest> jobs) {}

    private final FrontSession session;
    private final RedisFrontOptions options;
    private final RepeatableStore store;
    private final Own own;
    private final LongAdder moved;
    private final String name;
    private final boolean takesOver;
    private long averageBytes = READ_BYTES / MIN_ENTRIES;
    private long takeOverAt = System.nanoTime() + TAKE_OVER_NANOS;

    FrontMover(
            FrontSession session,
            RedisFrontOptions options,
            RepeatableStore store,
            Own own,
            LongAdder moved,
            int index) {
        this.session = session;
        this.options = options;
        this.store = store;
        this.own = own;
        this.moved = moved;
        this.name = own.process() + "-" + index;
        this.takesOver = index == 0;
        session.entered();
    }

    @Override
    public void run() {
        StatefulRedisConnection<String, byte[]> connection = null;
        try {
            connection = session.open();
            while (session.isOpen()) {
                long fit = READ_BYTES / Math.max(1, averageBytes);
                int count = Math.clamp(fit, MIN_ENTRIES, MAX_ENTRIES);
                move(session.read(connection, name, count));
                if (takesOver && System.nanoTime() - takeOverAt >= 0) {
                    move(session.takeOver(name));
                    takeOverAt = System.nanoTime() + TAKE_OVER_NANOS;
                }
            }
        } catch (RedisUnavailableException | RuntimeException e) {
            own.lost(session, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (connection != null) {
                session.release(connection);
            }
            session.left();
        }
    }

    private void move(List<StreamMessage<String, byte[]>> messages) {
        List<Entry> batch = new ArrayList<>();
        List<String> done = new ArrayList<>();
        int jobs = 0;
        for (StreamMessage<String, byte[]> message : messages) {
            Entry entry = read(message, done);
            if (entry == null) {
                continue;
            }
            batch.add(entry);
            jobs += entry.jobs.size();
            if (jobs >= MAX_JOBS) {
                store(batch);
                batch = new ArrayList<>();
                jobs = 0;
            }
        }
        if (!batch.isEmpty()) {
            store(batch);
        }
        if (!done.isEmpty()) {
            session.done(done, List.of(), List.of());
        }
    }

    private @Nullable Entry read(StreamMessage<String, byte[]> message, List<String> done) {
        byte[] bytes = message.getBody() == null ? null : message.getBody().get("b");
        if (bytes == null) {
            done.add(message.getId());
            return null;
        }
        averageBytes = (7 * averageBytes + bytes.length) / 8;
        try {
            Header header = FrontFormat.header(bytes);
            if (!header.process().equals(own.process())) {
                List<NamedRequest> jobs = FrontFormat.read(bytes, options.payloads());
                return new Entry(message.getId(), header, null, jobs);
            }
            FrontBatch batch = own.waiting(header.number());
            if (batch == null) {
                done.add(message.getId());
                return null;
            }
            // If it was taken, whoever did that removes the entry.
            return batch.take() ? new Entry(message.getId(), header, batch, batch.jobs()) : null;
        } catch (IOException | RuntimeException e) {
            LOG.error("entry {} cannot be read and stays in Redis", message.getId(), e);
            return null;
        }
    }

    private void store(List<Entry> entries) {
        List<NamedRequest> jobs = entries.stream().flatMap(entry -> entry.jobs.stream()).toList();
        List<Receipt> receipts;
        try {
            // A probe is empty.
            receipts = jobs.isEmpty() ? List.of() : store.enqueueNamed(jobs);
        } catch (RuntimeException e) {
            if (entries.size() > 1) {
                entries.forEach(entry -> store(List.of(entry)));
            } else {
                giveBack(entries.getFirst(), e);
            }
            return;
        }
        moved.add(jobs.size());
        own.stored(jobs.stream().map(NamedRequest::request).toList());
        List<String> done = new ArrayList<>();
        List<String> processes = new ArrayList<>();
        List<Reply> replies = new ArrayList<>();
        int from = 0;
        for (Entry entry : entries) {
            int to = from + entry.jobs.size();
            List<Receipt> answer = receipts.subList(from, to);
            done.add(entry.id);
            if (entry.own != null) {
                own.moved(entry.own, answer);
            } else {
                processes.add(entry.header.process());
                replies.add(new Reply(entry.header.number(), answer));
            }
            from = to;
        }
        session.done(done, processes, replies);
    }

    /**
     * Has the entry's own process store it and tell its callers why it cannot. The entry stays,
     * since that process may be dead, unless what it asks for is wrong and nobody was told that it
     * is accepted.
     */
    private void giveBack(Entry entry, RuntimeException why) {
        if (entry.own != null) {
            own.rescue(entry.own);
            return;
        }
        LOG.debug("entry {} is given back", entry.id, why);
        boolean wrong = why instanceof IllegalArgumentException && !entry.header.acknowledged();
        session.done(
                wrong ? List.of(entry.id) : List.of(),
                List.of(entry.header.process()),
                List.of(new Reply(entry.header.number(), null)));
    }
}
