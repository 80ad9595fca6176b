package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.job.TypeStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is read of jobs. */
final class Queries {
    private static final String TALLIES =
            "SELECT lane, state, sum(number) FROM tally GROUP BY lane, state";
    private static final String SCHEDULED =
            "SELECT lane, 0, count(*) FROM (SELECT lane FROM later ORDER BY run_at, id LIMIT "
                    + TypeStatus.MAX_COUNTED
                    + ") AS c GROUP BY lane";
    private static final String WAITING =
            "SELECT count(*) FROM (SELECT lane FROM ready WHERE lane = ANY(?) LIMIT "
                    + TypeStatus.MAX_COUNTED
                    + ") AS c";

    private final Lanes lanes;
    private final PayloadCodec codec;

    Queries(Lanes lanes, PayloadCodec codec) {
        this.lanes = lanes;
        this.codec = codec;
    }

    Optional<Job> find(Tx tx, UUID id) throws SQLException {
        return tx
                .query(
                        "SELECT " + JobColumns.JOB + " FROM job WHERE id = ?",
                        row -> JobColumns.job(row, lanes, codec),
                        id)
                .stream()
                .findFirst();
    }

    /** The states of jobs that are kept. */
    static Map<UUID, JobState> states(Tx tx, List<UUID> ids) throws SQLException {
        Map<UUID, JobState> states = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.query(
                    "SELECT id, state, " + JobColumns.DUE + " FROM job" + " WHERE id = ANY(?)",
                    row ->
                            states.put(
                                    UUID.fromString(row.getString(1)),
                                    JobRow.state(row.getInt(2), row.getInt(3) == 0)),
                    ids);
        }
        return states;
    }

    /** A line of the audit that has no number yet. */
    private record Line(
            Instant at,
            @Nullable JobState from,
            JobState to,
            Cause cause,
            String node,
            @Nullable String error) {}

    /** What the job's row tells of the audit. */
    private record Told(
            String acceptedBy,
            JobState state,
            int attempts,
            @Nullable String worker,
            long claimedAtMs,
            long changedAtMs) {}

    List<Transition> audit(Tx tx, UUID id) throws SQLException {
        List<Told> told =
                tx.query(
                        "SELECT accepted_by, state, attempts, worker, claimed_at, changed_at,"
                                + " "
                                + JobColumns.DUE
                                + " FROM job WHERE id = ?",
                        row ->
                                new Told(
                                        row.getString(1),
                                        JobRow.state(row.getInt(2), row.getInt(7) == 0),
                                        row.getInt(3),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getLong(6)),
                        id);
        if (told.isEmpty()) {
            return List.of();
        }
        Told job = told.getFirst();
        List<Line> lines = new ArrayList<>();
        tx.query(
                "SELECT at, cause, from_state, to_state, node, error, worker, claimed_at"
                        + " FROM job_event WHERE id = ? ORDER BY seq",
                row -> lines.addAll(event(row)),
                id);
        if (job.state == JobState.SUCCEEDED && job.worker != null) {
            lines.add(claimed(job.claimedAtMs, job.worker));
            lines.add(
                    new Line(
                            Instant.ofEpochMilli(job.changedAtMs),
                            JobState.RUNNING,
                            JobState.SUCCEEDED,
                            Cause.SUCCEEDED,
                            job.worker,
                            null));
        } else if (job.state == JobState.RUNNING) {
            Holder holder = Holder.find(tx, id, job.attempts + 1);
            if (holder != null) {
                lines.add(claimed(holder.claimedAtMs(), holder.worker()));
            }
        }
        JobState first = lines.isEmpty() ? job.state : lines.getFirst().from;
        lines.addFirst(
                new Line(
                        Instant.ofEpochMilli(UuidV7.ms(id)),
                        null,
                        Lifecycle.accepted(first == JobState.SCHEDULED),
                        Cause.ACCEPTED,
                        job.acceptedBy,
                        null));
        return numbered(lines);
    }

    private static List<Line> event(ResultSet row) throws SQLException {
        Line event =
                new Line(
                        Instant.ofEpochMilli(row.getLong(1)),
                        JobState.valueOf(row.getString(3)),
                        JobState.valueOf(row.getString(4)),
                        Cause.valueOf(row.getString(2)),
                        row.getString(5),
                        row.getString(6));
        String worker = row.getString(7);
        return worker == null ? List.of(event) : List.of(claimed(row.getLong(8), worker), event);
    }

    private static Line claimed(long atMs, String worker) {
        return new Line(
                Instant.ofEpochMilli(atMs),
                JobState.ENQUEUED,
                JobState.RUNNING,
                Cause.CLAIMED,
                worker,
                null);
    }

    private static List<Transition> numbered(List<Line> lines) {
        List<Transition> audit = new ArrayList<>(lines.size());
        for (Line line : lines) {
            audit.add(
                    new Transition(
                            audit.size() + 1,
                            line.at,
                            line.from,
                            line.to,
                            line.cause,
                            line.node,
                            line.error));
        }
        return audit;
    }

    /** Only from the narrow table of a state, where there is one: history is large. */
    private static String among(@Nullable JobState state) {
        return switch (state) {
            case null -> "";
            case SCHEDULED -> " AND id IN (SELECT id FROM later)";
            case ENQUEUED -> " AND state = 1 AND id IN (SELECT id FROM ready)";
            case RUNNING -> " AND state = 1 AND 0 = " + JobColumns.DUE;
            case SUCCEEDED -> " AND state = 2";
            case DEAD -> " AND state = 3 AND id IN (SELECT id FROM dead)";
            case CANCELLED -> " AND state = 4";
        };
    }

    List<Job> list(Tx tx, JobQuery query) throws SQLException {
        UUID after = query.after();
        if (after != null && tx.number("SELECT count(*) FROM job WHERE id = ?", after) == 0) {
            throw new IllegalArgumentException(
                    "after '" + after + "' is no job that is kept: begin a new list");
        }
        StringBuilder sql = new StringBuilder("SELECT " + JobColumns.JOB + " FROM job");
        sql.append(" WHERE id > ?");
        List<Object> values = new ArrayList<>();
        values.add(after == null ? UuidV7.least(0) : after);
        if (query.type() != null) {
            sql.append(" AND lane IN (SELECT l.id FROM lane l WHERE l.type = ?)");
            values.add(query.type());
        }
        if (query.state() == JobState.RUNNING) {
            sql.append(" AND id = ANY(?)");
            values.add(Holder.jobs(tx));
        }
        sql.append(among(query.state()));
        sql.append(" ORDER BY id LIMIT ").append(query.limit());
        return tx.query(sql.toString(), row -> JobColumns.job(row, lanes, codec), values.toArray());
    }

    List<TypeStatus> types(Tx tx) throws SQLException {
        Map<String, Boolean> paused = new TreeMap<>();
        tx.query(
                "SELECT name, paused FROM type",
                row -> paused.put(row.getString(1), row.getInt(2) == 1));
        Map<String, Map<JobState, Long>> counts = new HashMap<>();
        count(tx, SCHEDULED, false, counts);
        for (String type : paused.keySet()) {
            long waiting = tx.number(WAITING, Lanes.ofType(tx, type));
            counts.computeIfAbsent(type, t -> new EnumMap<>(JobState.class))
                    .put(JobState.ENQUEUED, waiting);
        }
        count(tx, TALLIES, false, counts);
        count(
                tx,
                "SELECT lane, 1, count(*) FROM job WHERE id = ANY(?) AND state = 1"
                        + " AND 0 = "
                        + JobColumns.DUE
                        + " GROUP BY lane",
                true,
                counts,
                Holder.jobs(tx));
        List<TypeStatus> types = new ArrayList<>();
        paused.forEach((type, stopped) ->
                types.add(new TypeStatus(type, stopped, counts.getOrDefault(type, Map.of()))));
        return types;
    }

    private void count(
            Tx tx,
            String sql,
            boolean running,
            Map<String, Map<JobState, Long>> counts,
            Object... values)
            throws SQLException {
        record Count(int lane, JobState state, long number) {}
        List<Count> found =
                tx.query(
                        sql,
                        row ->
                                new Count(
                                        row.getInt(1),
                                        JobRow.state(row.getInt(2), running),
                                        row.getLong(3)),
                        values);
        for (Count count : found) {
            counts.computeIfAbsent(lanes.get(count.lane).type(), t -> new EnumMap<>(JobState.class))
                    .merge(count.state, count.number, Long::sum);
        }
    }
}
