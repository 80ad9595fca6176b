package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Rows as values. */
final class Rows {
    /** The columns that {@link #request} reads. */
    static final String REQUEST =
            "type, payload, idempotency_key, run_at_ms, priority, max_attempts, timeout_ms";

    /** The columns that {@link #job} reads. */
    static final String JOB =
            "id, state, attempts, failures, crashes, accepted_at_ms, changed_at_ms, error, "
                    + REQUEST;

    private Rows() {}

    static JobRequest request(ResultSet row) throws SQLException {
        return new JobRequest(
                row.getString("type"),
                row.getString("payload"),
                row.getString("idempotency_key"),
                Instant.ofEpochMilli(row.getLong("run_at_ms")),
                row.getInt("priority"),
                row.getInt("max_attempts"),
                Duration.ofMillis(row.getLong("timeout_ms")));
    }

    static Job job(ResultSet row) throws SQLException {
        return new Job(
                UUID.fromString(row.getString("id")),
                request(row),
                JobState.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getInt("failures"),
                row.getInt("crashes"),
                Instant.ofEpochMilli(row.getLong("accepted_at_ms")),
                Instant.ofEpochMilli(row.getLong("changed_at_ms")),
                row.getString("error"));
    }

    static Transition transition(ResultSet row) throws SQLException {
        String from = row.getString("from_state");
        return new Transition(
                row.getInt("version"),
                Instant.ofEpochMilli(row.getLong("at_ms")),
                from == null ? null : JobState.valueOf(from),
                JobState.valueOf(row.getString("to_state")),
                Transition.Cause.valueOf(row.getString("cause")),
                row.getString("node"),
                row.getString("error"));
    }
}
