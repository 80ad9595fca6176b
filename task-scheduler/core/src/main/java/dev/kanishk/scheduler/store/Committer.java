package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/*
 * One thread writes. Callers hand it work and wait; whatever has gathered while the last
 * transaction was being flushed becomes the next one. A flush costs the same for one job as for a
 * thousand, so the more callers there are, the less each pays, and nobody waits for a timer.
 *
 * Only accepting jobs has to survive the end of the machine. A batch that holds such work is
 * committed with synchronous=FULL, another with NORMAL: SQLite then writes the log and leaves the
 * flush to the next FULL commit or checkpoint. What that can undo after a power failure is a
 * claim or a result, and the job is delivered again. It cannot undo a part in the middle: the log
 * is read up to its first gap. The end of the process alone undoes nothing.
 *
 * If a piece of work fails, the whole transaction is rolled back and each piece runs again in one
 * of its own, so that a caller gets its own failure and not its neighbour's. Work therefore has
 * no effects but on the database.
 */
/** Groups the writes of many threads into few transactions. */
final class Committer implements AutoCloseable {
    /** A piece of a transaction. */
    interface Work<T> {
        T apply(JobWrites writes) throws SQLException;
    }

    private static final class Entry<T> {
        private final Work<T> work;
        private final boolean durable;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T value;

        Entry(Work<T> work, boolean durable) {
            this.work = work;
            this.durable = durable;
        }

        void run(JobWrites writes) throws SQLException {
            value = work.apply(writes);
        }

        @SuppressWarnings("NullAway") // T may be a nullable type: complete with what work gave
        void committed() {
            done.complete(value);
        }

        void failed(Throwable why) {
            done.completeExceptionally(why);
        }
    }

    private static final int QUEUE_CAPACITY = 4_096;
    private static final int BATCH_LIMIT = 1_024;
    private static final long CLOSE_TIMEOUT_MS = 30_000;

    private final BlockingQueue<Entry<?>> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final Entry<Boolean> last = new Entry<>(writes -> true, true);
    private final Connection connection;
    private final JobWrites writes;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean terminated;
    private boolean flushing;

    Committer(Connection connection, JobWrites writes) {
        this.connection = connection;
        this.writes = writes;
        this.thread = Thread.ofPlatform().name("job-store").daemon().start(this::run);
    }

    /** Runs work in a transaction, and returns when it is committed; if durable, flushed. */
    <T> T commit(boolean durable, Work<T> work) {
        Entry<T> entry = new Entry<>(work, durable);
        if (closed) {
            throw new StoreException("the store is closed");
        }
        try {
            queue.put(entry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted before the store took the request", e);
        }
        if (terminated && queue.remove(entry)) {
            throw new StoreException("the store is closed");
        }
        try {
            return entry.done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IllegalArgumentException wrong
                    ? wrong
                    : new StoreException("the store did not write: " + e.getCause(), e);
        }
    }

    private void run() {
        List<Entry<?>> batch = new ArrayList<>();
        boolean open = true;
        while (open) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(batch, BATCH_LIMIT - 1);
            open = !batch.contains(last);
            transact(batch);
            batch.clear();
        }
        terminated = true;
        queue.drainTo(batch);
        batch.forEach(entry -> entry.failed(new StoreException("the store is closed")));
    }

    private void transact(List<Entry<?>> batch) {
        try {
            begin(batch.stream().anyMatch(entry -> entry.durable));
            for (Entry<?> entry : batch) {
                entry.run(writes);
            }
            writes.flush();
            execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            if (batch.size() == 1) {
                batch.getFirst().failed(e);
            } else {
                batch.forEach(entry -> transact(List.of(entry)));
            }
            return;
        }
        batch.forEach(Entry::committed);
    }

    private void begin(boolean durable) throws SQLException {
        if (durable != flushing) {
            execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
            flushing = durable;
        }
        execute("BEGIN IMMEDIATE");
        writes.begin();
    }

    private void rollBack(Exception why) {
        try {
            execute("ROLLBACK");
            writes.discard();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            queue.put(last);
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
