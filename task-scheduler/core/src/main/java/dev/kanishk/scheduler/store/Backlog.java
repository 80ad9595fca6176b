package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/*
 * Counting a million rows takes a tenth of a second, so one node counts for all, and the longer it
 * took, the longer the count is good for. Meanwhile each node adds what it accepts itself.
 */
/** How many jobs wait, as far as a node knows. */
final class Backlog {
    private static final long PAUSE_MS = 1_000;
    private static final long SHARE = 50;

    private final Transactions transactions;
    private final long maxWaiting;
    private final ReentrantLock counting = new ReentrantLock();
    private final AtomicLong waiting = new AtomicLong();
    private volatile long readAtMs = Long.MIN_VALUE;
    private long countedAtMs;

    Backlog(Transactions transactions, long maxWaiting) {
        this.transactions = transactions;
        this.maxWaiting = maxWaiting;
    }

    void accepted(int jobs) {
        waiting.addAndGet(jobs);
    }

    void ended(int jobs) {
        waiting.addAndGet(-jobs);
    }

    /** Whether so many more jobs may wait. */
    void admit(int jobs) {
        long now = System.nanoTime() / 1_000_000;
        if ((readAtMs == Long.MIN_VALUE || now - readAtMs >= PAUSE_MS) && counting.tryLock()) {
            try {
                readAtMs = now;
                read();
            } finally {
                counting.unlock();
            }
        }
        long known = waiting.get();
        if (known + jobs > maxWaiting) {
            throw new BacklogFullException(known, maxWaiting);
        }
    }

    private record Count(long waiting, long countedAtMs, long tookMs, long nowMs) {}

    private void read() {
        Count last = transactions.read(Backlog::last);
        long goodFor = Math.max(PAUSE_MS, SHARE * last.tookMs);
        if (last.nowMs - last.countedAtMs >= goodFor && mayCount(last)) {
            long began = System.nanoTime();
            long count =
                    transactions.read(tx ->
                            tx.number(
                                    "SELECT (SELECT count(*) FROM ready)"
                                            + " + (SELECT count(*) FROM later)"
                                            + " + (SELECT coalesce(sum(pending), 0)"
                                            + " FROM receipt)"));
            long tookMs = (System.nanoTime() - began) / 1_000_000;
            transactions.single(
                    false,
                    tx -> tx.execute("UPDATE backlog SET waiting = ?, took_ms = ?", count, tookMs));
            countedAtMs = last.nowMs;
            waiting.set(count);
        } else if (last.countedAtMs != countedAtMs) {
            countedAtMs = last.countedAtMs;
            waiting.set(last.waiting);
        }
    }

    /** Whether this node is the one that counts. */
    private boolean mayCount(Count last) {
        return transactions.single(
                        false,
                        tx ->
                                tx.execute(
                                        "UPDATE backlog SET counted_at = ? WHERE counted_at = ?",
                                        last.nowMs,
                                        last.countedAtMs))
                == 1;
    }

    private static Count last(Tx tx) throws SQLException {
        List<Count> found =
                tx.query(
                        "SELECT waiting, counted_at, took_ms, now_ms() FROM backlog",
                        row ->
                                new Count(
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        row.getLong(4)));
        return found.getFirst();
    }
}
