package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.JobState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What callers and operators do to jobs that are kept, within a transaction. */
final class Operations {
    private final Tx tx;
    private final Changes changes;

    Operations(Tx tx, Lanes lanes) {
        this.tx = tx;
        this.changes = new Changes(tx, lanes);
    }

    boolean cancel(UUID id, String node) throws SQLException {
        List<JobRow> found = JobRow.lock(tx, List.of(id));
        if (found.isEmpty() || found.getFirst().state(false).isOver()) {
            return false;
        }
        JobRow job = found.getFirst();
        if (job.stored() != JobRow.LIVE || isTakenFromReady(job)) {
            changes.add(job, Lifecycle.cancelled(job.state(false), job.counts()), node);
        } else {
            Holder holder = Holder.find(tx, id, job.counts().attempts() + 1);
            if (holder == null) {
                throw new StoreException(
                        "job " + id + " is neither due nor anybody's: its tables were altered");
            }
            changes.add(
                    job,
                    Lifecycle.cancelled(JobState.RUNNING, job.counts()),
                    node,
                    holder.worker(),
                    holder.claimedAtMs());
            List<@Nullable Object[]> row = new ArrayList<>();
            row.add(new Object[] {holder.worker(), id});
            tx.insertUnknown("cancellation", "worker,id", row);
            tx.cancelled(holder.worker(), id);
        }
        changes.flush();
        return true;
    }

    /** Waits for a claim that is under way; then either that has the job, or this. */
    private boolean isTakenFromReady(JobRow job) throws SQLException {
        return tx.execute(
                        "DELETE FROM ready WHERE lane = ? AND ticket = ? AND id = ?",
                        job.lane(),
                        job.ticket(),
                        job.id())
                == 1;
    }

    boolean redrive(UUID id, String node) throws SQLException {
        return redrive(JobRow.lock(tx, List.of(id)), Duration.ZERO, node) == 1;
    }

    int redrive(DeadQuery query, Duration spread, String node) throws SQLException {
        return redrive(find(query), spread, node);
    }

    private int redrive(List<JobRow> jobs, Duration spread, String node) throws SQLException {
        List<JobRow> dead = dead(jobs);
        for (int i = 0; i < dead.size(); i++) {
            Duration wait = spread.multipliedBy(i).dividedBy(dead.size());
            JobRow job = dead.get(i);
            changes.add(job, Lifecycle.redriven(job.counts(), wait), node);
        }
        changes.flush();
        return dead.size();
    }

    boolean discard(UUID id, String node) throws SQLException {
        return discard(JobRow.lock(tx, List.of(id)), node) == 1;
    }

    int discard(DeadQuery query, String node) throws SQLException {
        return discard(find(query), node);
    }

    private int discard(List<JobRow> jobs, String node) throws SQLException {
        List<JobRow> dead = dead(jobs);
        for (JobRow job : dead) {
            changes.add(job, Lifecycle.cancelled(JobState.DEAD, job.counts()), node);
        }
        changes.flush();
        return dead.size();
    }

    private static List<JobRow> dead(List<JobRow> jobs) {
        return jobs.stream().filter(job -> job.state(false) == JobState.DEAD).toList();
    }

    /** The jobs that a query names, in its order, locked. */
    private List<JobRow> find(DeadQuery query) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT id FROM dead WHERE died_at >= ?");
        List<Object> values = new ArrayList<>();
        values.add(query.from() == null ? Long.MIN_VALUE : query.from().toEpochMilli());
        if (query.until() != null) {
            sql.append(" AND died_at < ?");
            values.add(query.until().toEpochMilli());
        }
        if (query.type() != null) {
            sql.append(" AND type = ?");
            values.add(query.type());
        }
        sql.append(" ORDER BY died_at, id LIMIT ").append(query.limit());
        List<UUID> ids =
                tx.query(
                        sql.toString(), row -> UUID.fromString(row.getString(1)), values.toArray());
        List<JobRow> jobs = new ArrayList<>(JobRow.lock(tx, ids));
        jobs.sort((a, b) -> Long.compare(a.changedAtMs(), b.changedAtMs()));
        return jobs;
    }

    int expire(String type, Duration longest, int limit, String node) throws SQLException {
        long dueBefore = tx.nowMs() - longest.toMillis();
        int expired = 0;
        for (int lane : Lanes.ofType(tx, type)) {
            record Due(UUID id, long ticket) {}
            List<Due> due =
                    tx.query(
                            "SELECT id, ticket FROM ready WHERE lane = ? ORDER BY ticket LIMIT ?"
                                    + " FOR UPDATE SKIP LOCKED",
                            row -> new Due(UUID.fromString(row.getString(1)), row.getLong(2)),
                            lane,
                            limit - expired);
            Set<Due> waiting = new HashSet<>(due);
            for (JobRow job : JobRow.lock(tx, due.stream().map(Due::id).toList())) {
                boolean waits = waiting.contains(new Due(job.id(), job.ticket()));
                if (waits && job.stored() == JobRow.LIVE && job.runAtMs() <= dueBefore) {
                    changes.add(job, Lifecycle.expired(job.counts()), node);
                    expired++;
                }
            }
            if (expired >= limit) {
                break;
            }
        }
        changes.flush();
        return expired;
    }
}
