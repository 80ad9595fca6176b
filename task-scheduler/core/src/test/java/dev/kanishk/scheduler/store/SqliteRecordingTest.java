package dev.kanishk.scheduler.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded, in a file. */
class SqliteRecordingTest extends RecordingContract {
    @TempDir Path folder;

    private volatile Duration ahead = Duration.ZERO;

    @Override
    protected JobStore open(StoreOptions options) {
        return SqliteStore.open(
                folder.resolve("jobs.db"), options, () -> Instant.now().plus(ahead));
    }

    @Override
    protected void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    @Override
    void kill(WorkerSession session) {
        ((SqlSession) session).die();
    }
}
