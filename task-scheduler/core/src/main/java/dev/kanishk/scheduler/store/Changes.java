package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.store.Lifecycle.Move;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * What a change writes, besides the job's row: it leaves the table of its old state (ready, later,
 * dead) and enters that of the new one, has an event for the audit (but for a success, which the
 * job's row tells), and counts in the tallies if it is over. If others wait for the job, its end
 * changes them in the same transaction, and their ends others: one wave after another, each with a
 * few statements, however many jobs it has.
 */
/** Carries out the moves of jobs that are locked. */
final class Changes {
    private record Change(
            JobRow job, Move move, String node, @Nullable String worker, long claimedAtMs) {}

    private final Tx tx;
    private final Lanes lanes;
    private List<Change> changes = new ArrayList<>();

    Changes(Tx tx, Lanes lanes) {
        this.tx = tx;
        this.lanes = lanes;
    }

    /** Notes a move of a job that does not run. */
    void add(JobRow job, Move move, String node) {
        changes.add(new Change(job, move, node, null, 0));
    }

    /** Notes a move of a job that runs. */
    void add(JobRow job, Move move, String node, String worker, long claimedAtMs) {
        changes.add(new Change(job, move, node, worker, claimedAtMs));
    }

    /** Writes what was noted. */
    void flush() throws SQLException {
        while (!changes.isEmpty()) {
            List<Change> wave = changes;
            changes = new ArrayList<>();
            write(wave);
            release(wave);
        }
    }

    private void write(List<Change> wave) throws SQLException {
        long[] tickets =
                tx.tickets(
                        (int) wave.stream().filter(c -> c.move.to() == JobState.ENQUEUED).count());
        int used = 0;
        Map<String, List<@Nullable Object[]>> removed = new HashMap<>();
        Map<String, List<@Nullable Object[]>> added = new HashMap<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        List<@Nullable Object[]> events = new ArrayList<>();
        Map<List<Integer>, Long> tallies = new HashMap<>();
        for (Change change : wave) {
            JobRow job = change.job;
            Move move = change.move;
            long ticket = move.to() == JobState.ENQUEUED ? tickets[used++] : job.ticket();
            long runAtMs = runAtMs(move, job);
            leave(job, move.from(), removed);
            enter(job, move.to(), ticket, runAtMs, added);
            rows.add(row(change, ticket, runAtMs));
            if (move.to() != JobState.SUCCEEDED) {
                events.add(event(change));
            }
            tally(job.lane(), move.from(), -1, tallies);
            tally(job.lane(), move.to(), 1, tallies);
        }
        tx.delete("ready", "lane,ticket", removed.getOrDefault("ready", List.of()));
        tx.delete("later", "run_at,id", removed.getOrDefault("later", List.of()));
        tx.delete("dead", "type,died_at,id", removed.getOrDefault("dead", List.of()));
        tx.update(
                "job",
                "state,ticket,run_at,attempts,failures,crashes,blockers,changed_at,error?,"
                        + "worker?,claimed_at?",
                "id",
                rows);
        tx.insert("ready", "lane,ticket,id", added.getOrDefault("ready", List.of()));
        tx.insert("later", "run_at,id,lane", added.getOrDefault("later", List.of()));
        tx.insert("dead", "type,died_at,id", added.getOrDefault("dead", List.of()));
        tx.insert(
                "job_event",
                "id,at,cause,from_state,to_state,node,error,worker,claimed_at",
                events);
        addTallies(tx, tallies);
    }

    static void addTallies(Tx tx, Map<List<Integer>, Long> tallies) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        tallies.forEach((key, number) -> {
            if (number != 0) {
                rows.add(new Object[] {key.get(0), key.get(1), number});
            }
        });
        tx.insert("tally", "lane,state,number", rows);
    }

    private long runAtMs(Move move, JobRow job) throws SQLException {
        boolean redriven = move.from() == JobState.DEAD;
        return switch (move.to()) {
            case SCHEDULED -> tx.nowMs() + move.delay().toMillis();
            case ENQUEUED -> redriven ? tx.nowMs() : job.runAtMs();
            default -> job.runAtMs();
        };
    }

    private void leave(JobRow job, JobState from, Map<String, List<@Nullable Object[]>> removed)
            throws SQLException {
        switch (from) {
            case SCHEDULED -> put(removed, "later", job.laterMs(), job.id());
            case ENQUEUED -> put(removed, "ready", job.lane(), job.ticket());
            case DEAD ->
                    put(removed, "dead", lanes.get(job.lane()).type(), job.changedAtMs(), job.id());
            default -> {}
        }
    }

    private void enter(
            JobRow job,
            JobState to,
            long ticket,
            long runAtMs,
            Map<String, List<@Nullable Object[]>> added)
            throws SQLException {
        switch (to) {
            case SCHEDULED -> put(added, "later", runAtMs, job.id(), job.lane());
            case ENQUEUED -> {
                put(added, "ready", job.lane(), ticket, job.id());
                tx.due(job.lane(), ticket);
            }
            case DEAD -> put(added, "dead", lanes.get(job.lane()).type(), tx.nowMs(), job.id());
            default -> {}
        }
    }

    private static void put(
            Map<String, List<@Nullable Object[]>> rows, String table, Object... values) {
        rows.computeIfAbsent(table, t -> new ArrayList<>()).add(values);
    }

    private @Nullable Object[] row(Change change, long ticket, long runAtMs) throws SQLException {
        Lifecycle.Counts counts = change.move.counts();
        boolean over = change.move.to() == JobState.SUCCEEDED;
        return new @Nullable Object[] {
            JobRow.stored(change.move.to()),
            ticket,
            runAtMs,
            counts.attempts(),
            counts.failures(),
            counts.crashes(),
            change.move.from() == JobState.SCHEDULED ? Integer.valueOf(0) : change.job.blockers(),
            tx.nowMs(),
            change.move.error(),
            over ? change.worker : null,
            over ? change.claimedAtMs : null,
            change.job.id()
        };
    }

    private @Nullable Object[] event(Change change) throws SQLException {
        Move move = change.move;
        return new @Nullable Object[] {
            change.job.id(),
            tx.nowMs(),
            move.cause().name(),
            move.from().name(),
            move.to().name(),
            change.node,
            move.error(),
            change.worker,
            change.worker == null ? null : change.claimedAtMs
        };
    }

    private static void tally(
            int lane, JobState state, long number, Map<List<Integer>, Long> tallies) {
        if (state.isOver()) {
            tallies.merge(List.of(lane, JobRow.stored(state)), number, Long::sum);
        }
    }

    private record Edge(UUID child, boolean any, boolean succeeded, String node) {}

    /** Notes what becomes of the jobs that waited for those that are over now. */
    private void release(List<Change> wave) throws SQLException {
        Map<UUID, Change> ended = new HashMap<>();
        for (Change change : wave) {
            if (change.job.hasDependents() && change.move.to().isOver()) {
                ended.put(change.job.id(), change);
            }
        }
        if (ended.isEmpty()) {
            return;
        }
        List<UUID> parents = List.copyOf(ended.keySet());
        Map<UUID, List<Edge>> edges = new LinkedHashMap<>();
        tx.query(
                        "SELECT parent, child, any_end FROM dependency WHERE parent = ANY(?)",
                        row -> {
                            Change end = ended.get(UUID.fromString(row.getString(1)));
                            return new Edge(
                                    UUID.fromString(row.getString(2)),
                                    row.getInt(3) == 1,
                                    end != null && end.move.to() == JobState.SUCCEEDED,
                                    end == null ? "" : end.node);
                        },
                        parents)
                .forEach(e -> edges.computeIfAbsent(e.child, c -> new ArrayList<>()).add(e));
        tx.execute("DELETE FROM dependency WHERE parent = ANY(?)", parents);
        List<@Nullable Object[]> blockers = new ArrayList<>();
        List<@Nullable Object[]> later = new ArrayList<>();
        List<@Nullable Object[]> laterNoMore = new ArrayList<>();
        for (JobRow child : JobRow.lock(tx, List.copyOf(edges.keySet()))) {
            List<Edge> from = edges.getOrDefault(child.id(), List.of());
            if (child.stored() != JobRow.stored(JobState.SCHEDULED) || child.blockers() == 0) {
                continue;
            }
            String node = from.getFirst().node;
            int left = Math.max(0, child.blockers() - from.size());
            if (from.stream().anyMatch(edge -> !edge.any && !edge.succeeded)) {
                add(child, Lifecycle.dependency(child.counts(), false), node);
            } else if (left == 0 && child.runAtMs() <= tx.nowMs()) {
                add(child, Lifecycle.dependency(child.counts(), true), node);
            } else {
                blockers.add(new Object[] {left, child.id()});
                if (left == 0) {
                    laterNoMore.add(new Object[] {JobRow.BLOCKED, child.id()});
                    later.add(new Object[] {child.runAtMs(), child.id(), child.lane()});
                }
            }
        }
        tx.update("job", "blockers", "id", blockers);
        tx.delete("later", "run_at,id", laterNoMore);
        tx.insert("later", "run_at,id,lane", later);
    }
}
