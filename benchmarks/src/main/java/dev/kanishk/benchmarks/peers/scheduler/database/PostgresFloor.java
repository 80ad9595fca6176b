package dev.kanishk.benchmarks.peers.scheduler.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * What the database can do at most with the obvious table: an insert a call, {@code unnest} for a
 * batch, and a claim and a delete for a thousand rows. There are no attempts, no history, and no
 * recovery: it is no scheduler, but what one is measured by.
 */
final class PostgresFloor implements SchedulerEngine {
    private static final int CLAIM_MAX = 1_000;
    private static final int CLAIMERS = 2;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String INSERT = "INSERT INTO job (number) VALUES (?)";
    private static final String INSERT_MANY = "INSERT INTO job (number) SELECT unnest(?::bigint[])";
    private static final String CLAIM =
            """
            UPDATE job SET claimed = true WHERE id = ANY (ARRAY(
              SELECT id FROM job WHERE NOT claimed AND run_at <= now() ORDER BY run_at, id
              LIMIT ? FOR UPDATE SKIP LOCKED)) RETURNING id, number
            """;
    private static final String DELETE = "DELETE FROM job WHERE id = ANY (?)";

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public boolean isFloor() {
        return true;
    }

    @Override
    public void migrate(Database database) throws SQLException {
        try (HikariDataSource pool = database.pool(1);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                            + " number bigint NOT NULL, claimed boolean NOT NULL DEFAULT false,"
                            + " run_at timestamp with time zone NOT NULL DEFAULT now())");
            statement.execute("CREATE INDEX job_ready ON job (run_at, id) WHERE NOT claimed");
        }
    }

    @Override
    public Client client(Database database, int callers) throws SQLException {
        HikariDataSource pool = database.pool(callers);
        return new Client() {
            @Override
            public void enqueue(long number) throws SQLException {
                try (Connection connection = pool.getConnection();
                        PreparedStatement insert = connection.prepareStatement(INSERT)) {
                    insert.setLong(1, number);
                    insert.executeUpdate();
                }
            }

            @Override
            public void enqueue(long firstNumber, int count) throws SQLException {
                Object[] numbers =
                        LongStream.range(firstNumber, firstNumber + count).boxed().toArray();
                try (Connection connection = pool.getConnection();
                        PreparedStatement insert = connection.prepareStatement(INSERT_MANY)) {
                    insert.setArray(1, connection.createArrayOf("bigint", numbers));
                    insert.executeUpdate();
                }
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    @Override
    public Workers start(Database database, Tuning tuning, JobHandler handler) throws SQLException {
        HikariDataSource pool = database.pool(CLAIMERS);
        ExecutorService claimers = Executors.newFixedThreadPool(CLAIMERS);
        AtomicBoolean running = new AtomicBoolean(true);
        for (int claimer = 0; claimer < CLAIMERS; claimer++) {
            claimers.execute(() -> claimAll(pool, running, handler));
        }
        return () -> {
            running.set(false);
            claimers.close();
            pool.close();
        };
    }

    @Override
    public String unfinishedQuery() {
        return "SELECT count(*) FROM job";
    }

    private static void claimAll(HikariDataSource pool, AtomicBoolean running, JobHandler handler) {
        try (Connection connection = pool.getConnection();
                PreparedStatement claim = connection.prepareStatement(CLAIM);
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            claim.setInt(1, CLAIM_MAX);
            while (running.get()) {
                List<Long> ids = new ArrayList<>();
                try (ResultSet rows = claim.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getLong(1));
                        handler.run(rows.getLong(2));
                    }
                }
                if (ids.isEmpty()) {
                    Waiting.until(System.nanoTime() + IDLE_NANOS);
                } else {
                    Array claimed = connection.createArrayOf("bigint", ids.toArray());
                    delete.setArray(1, claimed);
                    delete.executeUpdate();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the floor broke", e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
