package dev.kanishk.scheduler.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A worker on a {@link SqliteStore}. */
final class SqliteWorker implements WorkerSession {
    private static final int REMOVE_LIMIT = 1_000;

    private final Path workers;
    private final WorkerLock lock;
    private final Committer committer;
    private final JobReads reads;

    SqliteWorker(Path workers, WorkerLock lock, Committer committer, JobReads reads) {
        this.workers = workers;
        this.lock = lock;
        this.committer = committer;
        this.reads = reads;
    }

    @Override
    public String worker() {
        return lock.worker();
    }

    @Override
    public List<Claim> claim(SequencedMap<String, Integer> limits, int total) {
        return committer.commit(
                false,
                writes -> {
                    writes.promoteDue(worker());
                    List<Claim> claims = new ArrayList<>();
                    for (Map.Entry<String, Integer> limit : limits.entrySet()) {
                        int most = Math.min(limit.getValue(), total - claims.size());
                        if (most > 0 && !writes.isPaused(limit.getKey())) {
                            claims.addAll(writes.claim(limit.getKey(), most, worker()));
                        }
                    }
                    return claims;
                });
    }

    @Override
    public boolean finish(Claim claim, Result result) {
        return committer.commit(false, writes -> writes.finish(claim, worker(), result));
    }

    @Override
    public int recover() {
        List<String> running = reads.runningWorkers();
        int taken = 0;
        for (String other : running) {
            if (!other.equals(worker()) && isGone(other)) {
                taken += committer.commit(false, writes -> writes.takeFrom(other, true, worker()));
            }
        }
        return taken;
    }

    private boolean isGone(String other) {
        try {
            return WorkerLock.isGone(workers, other);
        } catch (IOException e) {
            throw new StoreException("cannot tell whether worker " + other + " lives: " + e, e);
        }
    }

    @Override
    public int removeExpired() {
        return committer.commit(false, writes -> writes.removeExpired(REMOVE_LIMIT));
    }

    @Override
    public boolean hasDue() {
        return reads.hasDue();
    }

    @Override
    public void close() {
        committer.commit(false, writes -> writes.takeFrom(worker(), false, worker()));
        try {
            lock.close();
        } catch (IOException e) {
            throw new StoreException("cannot leave as worker " + worker() + ": " + e, e);
        }
    }
}
