package dev.kanishk.scheduler.store;

import java.time.Duration;

/** What reports tell, on a real server. */
class PostgresReportTest extends ReportContract {
    private final TestPostgres database = TestPostgres.fresh();

    @Override
    protected JobStore open(StoreOptions options) {
        return database.open(options);
    }

    @Override
    ReportSource source() {
        return ReportSource.postgres(database::connect, database.schema());
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
