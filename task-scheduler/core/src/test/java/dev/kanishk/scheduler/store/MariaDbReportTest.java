package dev.kanishk.scheduler.store;

import java.time.Duration;

/** What reports tell, on a real server. */
class MariaDbReportTest extends ReportContract {
    private final TestMariaDb database = TestMariaDb.fresh();

    @Override
    protected JobStore open(StoreOptions options) {
        return database.open(options);
    }

    @Override
    ReportSource source() {
        return ReportSource.mariaDb(
                database::connect, database.name(), database.name() + ".now_ms()");
    }

    @Override
    protected void advance(Duration time) {
        database.advance(time);
    }

    @Override
    protected void dispose() {
        database.drop();
    }
}
