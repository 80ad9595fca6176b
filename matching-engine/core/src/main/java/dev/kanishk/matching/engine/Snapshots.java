package dev.kanishk.matching.engine;

import dev.kanishk.matching.journal.SnapshotStore;
import dev.kanishk.matching.journal.SnapshotWriter;
import dev.kanishk.matching.orderbook.BookHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * Takes snapshots without the shards' help, one at a time, on a thread of its own.
 *
 * A snapshot by replay: empty books are filled from the last snapshot and the journal after it, up
 * to a command that the journal has forced to the disk, and written. The shard is not paused, not
 * even asked. (The other ways are to stop the shard while its state is written, which takes as long
 * as memory is large; to write it in slices between batches, with a copy of what changes before its
 * slice is written, which every write in the books would have to test for; and to keep second books
 * that follow the shard, which take their memory and time always.) Since it goes the way of
 * recovery, a snapshot that was taken has shown that the one before and the journal can be
 * recovered from. What it costs is the memory of second books, while it is taken, and their time on
 * a core. The command that it stands for lies as far back as it took.
 *
 * The commands after it are found by reading the journal's segments, which the shard goes on
 * writing: everything up to the forced sequence is whole there, and the reading ends at it.
 * Truncation keeps the last two snapshots and the segments after the older one.
 */
final class Snapshots implements AutoCloseable {
    private static final int REPLAY_EVENT_BYTES = 1 << 16;
    private static final int WAITING_MAX = 2 * ShardPlacement.SHARDS_MAX;

    private final Shard[] shards;
    private final EngineFolder folder;
    private final ShardBooks.Factory factory;
    private final EngineFailures failures;
    private final AtomicBoolean[] due;
    private final ThreadPoolExecutor executor;
    private volatile boolean closed;

    Snapshots(
            Shard[] shards,
            EngineFolder folder,
            ShardBooks.Factory factory,
            EngineFailures failures) {
        this.shards = shards;
        this.folder = folder;
        this.factory = factory;
        this.failures = failures;
        this.due = new AtomicBoolean[shards.length];
        for (int i = 0; i < due.length; i++) {
            due[i] = new AtomicBoolean();
        }
        this.executor =
                new ThreadPoolExecutor(
                        0,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        task -> Thread.ofPlatform().daemon().name("snapshots").unstarted(task));
    }

    /** Called by a shard when its next snapshot is due; returns false while one is on its way. */
    boolean request(int shard) {
        if (!due[shard].compareAndSet(false, true)) {
            return false;
        }
        var _ =
                submit(shard)
                        .whenComplete((report, failure) -> {
                            due[shard].set(false);
                            if (failure != null && !closed) {
                                failures.onSnapshotFailed(shard, failure);
                            }
                        });
        return true;
    }

    /** Takes a snapshot of a shard, when those that were asked for before are taken. */
    CompletableFuture<SnapshotReport> submit(int shard) {
        CompletableFuture<SnapshotReport> result = new CompletableFuture<>();
        try {
            executor.execute(() -> takeInto(shard, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    closed
                            ? engineClosed()
                            : new IllegalStateException(
                                    WAITING_MAX + " snapshots wait already: wait for one", e));
        }
        return result;
    }

    private void takeInto(int shard, CompletableFuture<SnapshotReport> result) {
        if (closed) {
            result.completeExceptionally(engineClosed());
            return;
        }
        try {
            result.complete(take(shard));
        } catch (IOException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static IllegalStateException engineClosed() {
        return new IllegalStateException("the engine is closed");
    }

    private SnapshotReport take(int shard) throws IOException {
        long begin = System.nanoTime();
        long sequence = shards[shard].log().forcedSequence();
        if (sequence == 0) {
            throw new IOException(
                    "there is nothing to take a snapshot of: shard " + shard + " had no command");
        }
        Path journal = folder.ofShard(shard);
        SnapshotStore store = new SnapshotStore(journal);
        try (RecoveredShard shadow = new RecoveredShard(shard, REPLAY_EVENT_BYTES, factory)) {
            shadow.recoverThrough(journal, sequence);
            BookHash hash = shadow.books().hash();
            try (SnapshotWriter writer = store.begin(sequence)) {
                SnapshotForm.write(writer, shadow.head(), shadow.books());
                writer.finish(hash.value());
            }
            return new SnapshotReport(
                    shard,
                    sequence,
                    shadow.commands(),
                    hash,
                    store.truncate().segments(),
                    System.nanoTime() - begin);
        }
    }

    /** Waits until the snapshot being taken is finished; those that wait are given up. */
    @Override
    public void close() {
        closed = true;
        executor.close();
    }
}
