package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.agents.checkpoint.Append;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Flush;
import dev.kanishk.agents.checkpoint.Lease;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * After a failed write nobody knows what the log holds. The run is then over for this process, as
 * if it had died: whatever else would be written fails with the same error, even if a node hides
 * it, and whoever resumes the run reads the log.
 */
/** Writes to the log of one run, when its durability says. */
final class RunLog {
    /** The most entries that are held back. */
    static final int MAX_HELD_ENTRIES = 1_000;

    private static final int MAX_HELD_CHARACTERS = 4 << 20;

    private final CheckpointStore store;
    private final Lease lease;
    private final Durability durability;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Entry> held = new ArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private int heldCharacters;
    private Status status;
    private final AtomicLong last;
    private final News news;

    RunLog(CheckpointStore store, Lease lease, RunOptions options, Status status, long last) {
        this.store = store;
        this.lease = lease;
        this.durability = options.durability();
        this.status = status;
        this.last = new AtomicLong(last);
        this.news = new News(options.listener(), lease.run(), last);
    }

    String run() {
        return lease.run();
    }

    /** Returns the sequence of the last entry, held ones included. */
    long last() {
        return last.get();
    }

    /**
     * Writes entries, and tells of them; with {@code now} they are durable afterwards whatever the
     * mode.
     */
    void write(List<Entry> entries, Status next, @Nullable String snapshot, boolean now) {
        checkUsable();
        if (durability == Durability.EXIT) {
            hold(entries, next, now);
            return;
        }
        Status changed;
        lock.lock();
        try {
            changed = next == status ? null : next;
            status = next;
        } finally {
            lock.unlock();
        }
        if (!entries.isEmpty() || changed != null || snapshot != null) {
            long sequence = append(new Append(entries, changed, snapshot));
            news.tell(entries, sequence, true);
        }
    }

    private void hold(List<Entry> entries, Status next, boolean now) {
        lock.lock();
        try {
            held.addAll(entries);
            news.tell(entries, last.addAndGet(entries.size()), false);
            for (Entry entry : entries) {
                heldCharacters += entry.payload().length();
            }
            boolean due =
                    now
                            || (next != status && next != Status.OPEN)
                            || held.size() >= MAX_HELD_ENTRIES
                            || heldCharacters >= MAX_HELD_CHARACTERS;
            if (due && (!held.isEmpty() || next != status)) {
                append(new Append(held, next == status ? null : next, null));
                held.clear();
                heldCharacters = 0;
                status = next;
                news.release();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells of the state after a superstep that was just committed. */
    <S extends Record> void tellValues(Graph<S> graph, RunState<S> state) {
        if (news.isWatched()) {
            lock.lock();
            try {
                heldCharacters += news.tellValues(graph, state);
            } finally {
                lock.unlock();
            }
        }
    }

    void emit(StreamEvent.Mode mode, Task task, int step, JsonNode payload) {
        news.emit(mode, task.node(), step, task.index(), payload);
    }

    private long append(Append append) {
        try {
            long sequence =
                    store.append(
                            lease,
                            append,
                            durability == Durability.SYNC ? Flush.ALONE : Flush.SHARED);
            last.accumulateAndGet(sequence, Math::max);
            return sequence;
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    /** Throws what a write failed with, if one did. */
    void checkUsable() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }
}
