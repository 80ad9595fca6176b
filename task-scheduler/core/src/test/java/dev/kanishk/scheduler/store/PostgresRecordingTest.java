package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.JobRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recorded, on a real server. */
class PostgresRecordingTest extends RecordingContract {
    private final TestPostgres database = TestPostgres.fresh();

    @Override
    protected JobStore open(StoreOptions options) {
        return database.open(options);
    }

    @Override
    protected void advance(Duration time) {
        database.advance(time);
    }

    @Override
    void kill(WorkerSession session) {
        ((SqlSession) session).die();
    }

    @Override
    protected void dispose() {
        database.drop();
    }

    @Test
    void recordsWhatACallersOwnTransactionAccepts() throws SQLException {
        PostgresStore postgres = (PostgresStore) store;
        ChangeFeed feed = postgres.record(1_000);
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            postgres.enqueue(connection, List.of(JobRequest.of("mail", "")), "caller");
            assertThat(feed.read("reader", 10).isEmpty()).isTrue();
            accept("mail");
            assertThat(feed.read("reader", 10).changes()).hasSize(1);
            connection.commit();
        }
        assertThat(feed.read("reader", 10).changes()).hasSize(2);
    }
}
