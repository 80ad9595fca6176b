package dev.kanishk.scheduler.store;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** What is recorded, on a real server. */
class MariaDbRecordingTest extends RecordingContract {
    private final TestMariaDb database = TestMariaDb.fresh();

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

    /** The databases of this server are used again. */
    @AfterEach
    void stop() {
        ((RecordingStore) store).stopRecording();
    }

    @Override
    protected void dispose() {
        database.drop();
    }
}
