package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.recurring.Recurring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker on an {@link SqlStore}. */
final class SqlSession implements WorkerSession {
    private static final int MAX_NOTE_LENGTH = 200;

    private final SqlStore store;
    private final Liveness liveness;
    private final String worker;
    private final Claims claims;
    private final Attempts attempts;
    private final Upkeep upkeep;
    private final ReentrantLock beating = new ReentrantLock();
    private final Consumer<News> news = this::tell;

    private long lostConnections;
    private long countedPolicy = -1;
    private volatile long doubtUntil;
    private volatile boolean doubts;
    private volatile Consumer<Signal> listener = signal -> {};
    private volatile boolean closed;

    SqlSession(SqlStore store, Liveness liveness) {
        this.store = store;
        this.liveness = liveness;
        this.worker = liveness.worker();
        this.claims = new Claims(store, store.lanes(), worker);
        this.attempts =
                new Attempts(store, store.lanes(), claims, worker, store.dialect().combines());
        this.upkeep = new Upkeep(store, claims, attempts::leastReceipt, liveness);
        store.announcer().add(news);
    }

    @Override
    public String worker() {
        return worker;
    }

    private void tell(News what) {
        claims.news(what);
        if (!what.due().isEmpty()) {
            listener.accept(new Signal.Due(store.lanes().get(List.copyOf(what.due().keySet()))));
        }
        for (News.Cancelled job : what.cancelled()) {
            if (job.worker().equals(worker)) {
                listener.accept(new Signal.Cancelled(job.id()));
            }
        }
        if (what.changed()) {
            listener.accept(new Signal.Changed());
        }
    }

    @Override
    public List<Claim> claim(List<Quota> quotas) {
        int total = quotas.stream().mapToInt(Quota::limit).sum();
        if (total > JobStore.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "quotas of " + total + " jobs: ask for at most " + JobStore.MAX_BATCH);
        }
        checkOpen();
        if (quotas.isEmpty()) {
            return List.of();
        }
        Map<String, Long> receipts = attempts.begin(quotas);
        boolean heard = false;
        try {
            Claims.Take take = claims.claim(quotas, receipts);
            attempts.hold(take.claims());
            heard = true;
            return readable(take);
        } finally {
            attempts.end(receipts, heard);
            if (!heard) {
                doubtUntil = System.nanoTime() + Attempts.DOUBT_NANOS;
                doubts = true;
            }
        }
    }

    /** Those that can be run; the others are dead. */
    private List<Claim> readable(Claims.Take take) {
        if (take.unreadable().isEmpty()) {
            return take.claims();
        }
        List<End> ends = new ArrayList<>();
        List<Claim> readable = new ArrayList<>();
        for (Claim claim : take.claims()) {
            String why = take.unreadable().get(claim.id());
            if (why == null) {
                readable.add(claim);
            } else {
                ends.add(new End(claim, new Result.Failed(why, false, null)));
            }
        }
        attempts.finish(ends);
        return readable;
    }

    /**
     * For a while after a claim failed or a connection was lost: what the server carries out of
     * what it was told may show late.
     */
    private void reconcile() {
        long lost = store.lostConnections();
        if (lost != lostConnections) {
            lostConnections = lost;
            doubtUntil = System.nanoTime() + Attempts.DOUBT_NANOS;
            doubts = true;
        }
        if (doubts) {
            attempts.reconcile();
            doubts = System.nanoTime() - doubtUntil < 0;
        }
    }

    @Override
    public boolean isAtLimit(String type) {
        return claims.isAtLimit(type);
    }

    @Override
    public void started(List<Claim> taken) {
        attempts.started(taken);
    }

    @Override
    public List<Boolean> finish(List<End> ends) {
        if (ends.size() > JobStore.MAX_BATCH) {
            throw new IllegalArgumentException(
                    ends.size() + " ends in one call: use up to " + JobStore.MAX_BATCH);
        }
        checkOpen();
        List<Boolean> accepted = attempts.finish(ends);
        int over = 0;
        for (int i = 0; i < ends.size(); i++) {
            over += accepted.get(i) && ends.get(i).result() instanceof Result.Succeeded ? 1 : 0;
        }
        store.backlog().ended(over);
        store.housekeeping().stir();
        return accepted;
    }

    @Override
    public boolean progress(Claim claim, int percent, @Nullable String note) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(
                    "percent '" + percent + "' is not allowed: use 0 to 100");
        }
        String kept =
                note != null && note.length() > MAX_NOTE_LENGTH
                        ? note.substring(0, MAX_NOTE_LENGTH)
                        : note;
        return attempts.holds(claim)
                && store.single(
                                false,
                                tx ->
                                        tx.execute(
                                                "UPDATE job SET percent = ?, note = ? WHERE id = ?"
                                                        + " AND state = 1 AND attempts = ?",
                                                percent,
                                                kept,
                                                claim.id(),
                                                claim.attempt() - 1))
                        == 1;
    }

    @Override
    public Beat beat() {
        checkOpen();
        beating.lock();
        try {
            reconcile();
            Beat beat = upkeep.beat();
            if (!beat.alive()) {
                attempts.drop();
            }
            long policy = claims.policy().version();
            if (policy != countedPolicy) {
                attempts.recount();
                countedPolicy = policy;
            }
            return beat;
        } finally {
            beating.unlock();
        }
    }

    @Override
    public Duration lease() {
        return Duration.ofMillis(Upkeep.LEASE_MS);
    }

    @Override
    public Duration beatEvery() {
        return liveness.beatEvery();
    }

    @Override
    public void limit(List<Limit> limits) {
        store.write(
                false,
                tx -> {
                    Policy.limit(tx, limits);
                    return true;
                });
        claims.policy(store.read(Policy::read));
    }

    @Override
    public boolean change(Circuit circuit) {
        return store.write(false, tx -> Circuits.change(tx, circuit));
    }

    @Override
    public int expire(String type, Duration longest, int limit) {
        return store.write(
                false,
                tx -> new Operations(tx, store.lanes()).expire(type, longest, limit, worker));
    }

    @Override
    public void schedule(Recurring recurring) {
        store.write(
                true,
                tx -> {
                    RecurringJobs.set(tx, recurring);
                    return true;
                });
    }

    @Override
    public boolean unschedule(String name) {
        return store.write(true, tx -> RecurringJobs.remove(tx, name));
    }

    @Override
    public void onSignal(Consumer<Signal> told) {
        listener = told;
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException("worker " + worker + " has left the store");
        }
    }

    /** Ends as by the death of its process, for tests: nothing is handed back. */
    void die() {
        closed = true;
        store.announcer().remove(news);
        liveness.close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        store.announcer().remove(news);
        try {
            store.write(
                    false,
                    tx -> {
                        List<Holder> holders = Holder.of(tx, worker);
                        int back = Recovery.handBack(tx, store.lanes(), holders, worker, holders);
                        tx.execute("DELETE FROM cancellation WHERE worker = ?", worker);
                        tx.execute("DELETE FROM worker WHERE name = ?", worker);
                        return back;
                    });
        } finally {
            attempts.drop();
            liveness.close();
        }
    }
}
