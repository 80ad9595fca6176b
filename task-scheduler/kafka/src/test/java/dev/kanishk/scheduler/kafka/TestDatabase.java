package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.store.JobStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Empty databases on a real server, which is started once and as durable as in production. */
final class TestDatabase {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private TestDatabase() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of an empty one, with user. */
    static String fresh() throws SQLException {
        String name = "d" + DATABASES.incrementAndGet();
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return SERVER.getJdbcUrl("postgres", name);
    }

    /** Ends all connections to a database, as a restart of the server does. */
    static void terminate(String url) throws SQLException {
        String name = url.replaceFirst(".*/([a-z0-9]+)\\?.*", "$1");
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                            + name
                            + "'");
        }
    }

    /** All jobs that are kept. */
    static List<Job> jobs(JobStore store) {
        List<Job> all = new ArrayList<>();
        List<Job> page = store.list(new JobQuery(null, null, null, JobQuery.MAX_LIMIT));
        while (!page.isEmpty()) {
            all.addAll(page);
            page = store.list(new JobQuery(null, null, all.getLast().id(), JobQuery.MAX_LIMIT));
        }
        return all;
    }
}
