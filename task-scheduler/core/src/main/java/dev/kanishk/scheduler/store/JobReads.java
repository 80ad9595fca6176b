package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.TypeStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** What is read, on a connection of its own: readers never wait for the writer. */
final class JobReads implements AutoCloseable {
    private interface Read<T> {
        T apply(Connection connection) throws SQLException;
    }

    private final Connection connection;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();

    JobReads(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    Optional<Job> find(UUID id) {
        return read(c -> {
            try (PreparedStatement select =
                    c.prepareStatement("SELECT " + Rows.JOB + " FROM job WHERE id = ?")) {
                select.setString(1, id.toString());
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(Rows.job(rows)) : Optional.empty();
                }
            }
        });
    }

    List<Transition> audit(UUID id) {
        return read(c -> {
            List<Transition> audit = new ArrayList<>();
            try (PreparedStatement select =
                    c.prepareStatement(
                            "SELECT * FROM transition WHERE position = (SELECT position"
                                    + " FROM job WHERE id = ?) ORDER BY version")) {
                select.setString(1, id.toString());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        audit.add(Rows.transition(rows));
                    }
                }
            }
            return audit;
        });
    }

    List<Job> list(JobQuery query) {
        return read(c -> {
            StringBuilder sql = new StringBuilder("SELECT " + Rows.JOB + " FROM job");
            sql.append(" WHERE position > ?");
            List<String> values = new ArrayList<>();
            if (query.type() != null) {
                sql.append(" AND type = ?");
                values.add(query.type());
            }
            if (query.state() != null) {
                // As text and not as a parameter, so that the state's own index serves.
                sql.append(" AND state = '").append(query.state()).append('\'');
            }
            sql.append(" ORDER BY position LIMIT ").append(query.limit());
            try (PreparedStatement select = c.prepareStatement(sql.toString())) {
                select.setLong(1, query.after() == null ? 0 : position(c, query.after()));
                for (int i = 0; i < values.size(); i++) {
                    select.setString(i + 2, values.get(i));
                }
                List<Job> jobs = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        jobs.add(Rows.job(rows));
                    }
                }
                return jobs;
            }
        });
    }

    private static long position(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT position FROM job WHERE id = ?")) {
            select.setString(1, id.toString());
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalArgumentException(
                            "after '" + id + "' is no job that is kept: begin a new list");
                }
                return rows.getLong(1);
            }
        }
    }

    List<TypeStatus> types() {
        return read(c -> {
            List<TypeStatus> types = new ArrayList<>();
            try (PreparedStatement select =
                            c.prepareStatement("SELECT * FROM job_type ORDER BY type");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
                    for (JobState state : JobState.values()) {
                        String column = state.name().toLowerCase(Locale.ROOT);
                        counts.put(state, row.getLong(column));
                    }
                    boolean paused = row.getBoolean("paused");
                    types.add(new TypeStatus(row.getString("type"), paused, counts));
                }
            }
            return types;
        });
    }

    /** The workers that have running jobs. */
    List<String> runningWorkers() {
        return read(c -> {
            List<String> workers = new ArrayList<>();
            try (PreparedStatement select =
                            c.prepareStatement(
                                    "SELECT DISTINCT worker FROM job"
                                            + " WHERE state = 'RUNNING'");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    workers.add(rows.getString(1));
                }
            }
            return workers;
        });
    }

    boolean hasDue() {
        return read(c -> {
            try (PreparedStatement select =
                    c.prepareStatement(
                            "SELECT EXISTS(SELECT 1 FROM job WHERE state = 'ENQUEUED')"
                                    + " OR EXISTS(SELECT 1 FROM job WHERE"
                                    + " state = 'SCHEDULED' AND run_at_ms <= ?)")) {
                select.setLong(1, clock.millis());
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            }
        });
    }

    private <T> T read(Read<T> read) {
        turn.lock();
        try {
            return read.apply(connection);
        } catch (SQLException e) {
            throw new StoreException("the store cannot be read: " + e.getMessage(), e);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("the store cannot be closed: " + e.getMessage(), e);
        } finally {
            turn.unlock();
        }
    }
}
