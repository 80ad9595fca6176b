package dev.kanishk.benchmarks.peers.scheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * db-scheduler on a SQLite file, set up as its documentation says, with the settings of ours where
 * it leaves them open: write-ahead log, as many threads as we have slots. Its transactions all have
 * one setting, so a flush for each is what keeps a job that was handed in; ours tells acceptances,
 * which are flushed, from starts and results, which need not be.
 */
final class DbScheduler implements AutoCloseable {
    private static final int THREADS = 64;
    private static final String TABLE =
            """
            CREATE TABLE scheduled_tasks (
              task_name TEXT NOT NULL, task_instance TEXT NOT NULL, task_data BLOB,
              execution_time TIMESTAMP NOT NULL, picked BOOLEAN NOT NULL, picked_by TEXT,
              last_success TIMESTAMP, last_failure TIMESTAMP, consecutive_failures INT,
              last_heartbeat TIMESTAMP, version BIGINT NOT NULL, priority SMALLINT,
              PRIMARY KEY (task_name, task_instance))
            """;
    private static final String INDEX =
            "CREATE INDEX execution_time_idx ON scheduled_tasks(execution_time)";

    private final HikariDataSource connections;
    private final Scheduler scheduler;
    private final OneTimeTask<String> task;
    private final AtomicLong names = new AtomicLong();
    private volatile CountDownLatch running = new CountDownLatch(0);

    DbScheduler(Path file, boolean runs) throws SQLException {
        SQLiteConfig sqlite = new SQLiteConfig(new Properties());
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        sqlite.setBusyTimeout(30_000);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(source);
        // SQLite has one writer; more connections only make it tell them to wait.
        pool.setMaximumPoolSize(4);
        connections = new HikariDataSource(pool);
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute(INDEX);
        }
        task =
                Tasks.oneTime("mail", String.class)
                        .execute((instance, context) -> running.countDown());
        scheduler =
                Scheduler.create(connections, task)
                        .threads(THREADS)
                        .pollingInterval(Duration.ofMillis(100))
                        .enableImmediateExecution()
                        .build();
        if (runs) {
            scheduler.start();
        }
    }

    private TaskInstance<String> next() {
        return task.instance(Long.toString(names.incrementAndGet()), "{\"to\":\"ada\"}");
    }

    void accept(Instant due) {
        scheduler.schedule(next(), due);
    }

    void run(int jobs) throws InterruptedException {
        running = new CountDownLatch(jobs);
        List<TaskInstance<?>> batch =
                IntStream.range(0, jobs).<TaskInstance<?>>mapToObj(job -> next()).toList();
        scheduler.scheduleBatch(batch, Instant.now());
        running.await();
    }

    @Override
    public void close() {
        scheduler.stop();
        connections.close();
    }
}
