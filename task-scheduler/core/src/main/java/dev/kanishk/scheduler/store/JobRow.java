package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A job as a change needs it. */
record JobRow(
        UUID id,
        int lane,
        long ticket,
        int stored,
        long runAtMs,
        Lifecycle.Counts counts,
        int blockers,
        boolean hasDependents,
        long changedAtMs) {
    /** Due or running: which, the tables ready and receipt say. */
    static final int LIVE = 1;

    /** The time in the table later of jobs that wait for others. */
    static final long BLOCKED = Long.MAX_VALUE;

    private static final String COLUMNS =
            "SELECT id, lane, ticket, state, run_at, attempts, failures, crashes, max_attempts,"
                    + " blockers, has_dependents, changed_at FROM job";

    static int stored(JobState state) {
        return switch (state) {
            case SCHEDULED -> 0;
            case ENQUEUED, RUNNING -> LIVE;
            case SUCCEEDED -> 2;
            case DEAD -> 3;
            case CANCELLED -> 4;
        };
    }

    /** The state; of a live one, whether it runs is for the caller to say. */
    JobState state(boolean running) {
        return state(stored, running);
    }

    static JobState state(int stored, boolean running) {
        return switch (stored) {
            case 0 -> JobState.SCHEDULED;
            case LIVE -> running ? JobState.RUNNING : JobState.ENQUEUED;
            case 2 -> JobState.SUCCEEDED;
            case 3 -> JobState.DEAD;
            case 4 -> JobState.CANCELLED;
            default -> throw new IllegalStateException("a job's state is stored as " + stored);
        };
    }

    /** Whether an attempt is not over yet. */
    boolean isIn(int attempt) {
        return stored == LIVE && counts.attempts() == attempt - 1;
    }

    /** When the table later has it. */
    long laterMs() {
        return blockers > 0 ? BLOCKED : runAtMs;
    }

    /** Reads and locks jobs, in the order of their names, so that no two callers deadlock. */
    static List<JobRow> lock(Tx tx, List<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<UUID> sorted = new ArrayList<>(ids);
        sorted.sort(UUID::compareTo);
        return tx.query(
                COLUMNS + " WHERE id = ANY(?) AND id >= ? AND id <= ? ORDER BY id FOR UPDATE",
                JobRow::read,
                sorted,
                sorted.getFirst(),
                sorted.getLast());
    }

    private static JobRow read(ResultSet row) throws SQLException {
        return new JobRow(
                UUID.fromString(row.getString(1)),
                row.getInt(2),
                row.getLong(3),
                row.getInt(4),
                row.getLong(5),
                new Lifecycle.Counts(row.getInt(6), row.getInt(7), row.getInt(8), row.getInt(9)),
                row.getInt(10),
                row.getInt(11) == 1,
                row.getLong(12));
    }
}
