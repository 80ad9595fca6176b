package dev.kanishk.benchmarks.peers.scheduler.database;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * db-scheduler, with its table as its documentation gives it for PostgreSQL. It keeps no history: a
 * one-time task's row goes when the task is done.
 */
final class DbSchedulerEngine implements SchedulerEngine {
    private static final Duration POLLING = Duration.ofMillis(100);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final int MISSED_HEARTBEATS = 4;

    /** Those that it advises for throughput, as multiples of the threads. */
    private static final double FETCH_BELOW = 4;

    private static final double FETCH_UP_TO = 20;

    /** What a worker needs beside one connection a slot: polling and heartbeats. */
    private static final int OTHER_CONNECTIONS = 4;

    private static final List<String> TABLE =
            List.of(
                    """
                    CREATE TABLE scheduled_tasks (
                      task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                      execution_time timestamp with time zone NOT NULL, picked boolean NOT NULL,
                      picked_by text, last_success timestamp with time zone,
                      last_failure timestamp with time zone, consecutive_failures int,
                      last_heartbeat timestamp with time zone, version bigint NOT NULL,
                      priority smallint, PRIMARY KEY (task_name, task_instance))
                    """,
                    "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
                    "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
                    "CREATE INDEX priority_execution_time_idx"
                            + " ON scheduled_tasks (priority DESC, execution_time ASC)");

    @Override
    public String name() {
        return "dbScheduler";
    }

    @Override
    public void migrate(Database database) throws SQLException {
        try (HikariDataSource pool = database.pool(1);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : TABLE) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public Client client(Database database, int callers) throws SQLException {
        OneTimeTask<Long> task = task(number -> {});
        HikariDataSource pool = database.pool(callers);
        SchedulerClient client = SchedulerClient.Builder.create(pool, task).build();
        return new Client() {
            @Override
            public void enqueue(long number) {
                client.scheduleIfNotExists(instance(task, number), Instant.now());
            }

            @Override
            public void enqueue(long firstNumber, int count) {
                List<TaskInstance<?>> batch =
                        LongStream.range(firstNumber, firstNumber + count)
                                .<TaskInstance<?>>mapToObj(number -> instance(task, number))
                                .toList();
                client.scheduleBatch(batch, Instant.now());
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    @Override
    public Workers start(Database database, Tuning tuning, JobHandler handler) throws SQLException {
        HikariDataSource pool = database.pool(Tuning.SLOTS + OTHER_CONNECTIONS);
        SchedulerBuilder builder =
                Scheduler.create(pool, task(handler))
                        .threads(Tuning.SLOTS)
                        .shutdownMaxWait(Duration.ofSeconds(1));
        switch (tuning) {
            case THROUGHPUT, LATENCY ->
                    builder.pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                            .pollingInterval(POLLING);
            case LIVENESS ->
                    builder.pollingInterval(POLLING)
                            .heartbeatInterval(HEARTBEAT)
                            .missedHeartbeatsLimit(MISSED_HEARTBEATS);
            case DEFAULTS -> {}
        }
        Scheduler scheduler = builder.build();
        scheduler.start();
        return () -> {
            scheduler.stop();
            pool.close();
        };
    }

    @Override
    public String unfinishedQuery() {
        return "SELECT count(*) FROM scheduled_tasks";
    }

    @Override
    public Set<Tuning> recoveries() {
        return Set.of(Tuning.DEFAULTS, Tuning.LIVENESS);
    }

    private static OneTimeTask<Long> task(JobHandler handler) {
        return Tasks.oneTime("job", Long.class)
                .execute((instance, context) -> handler.run(instance.getData()));
    }

    private static TaskInstance<Long> instance(OneTimeTask<Long> task, long number) {
        return task.instance(Long.toString(number), number);
    }
}
