package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reports tell, of a file. */
class SqliteReportTest extends ReportContract {
    @TempDir Path folder;

    private volatile Duration ahead = Duration.ZERO;

    @Override
    protected JobStore open(StoreOptions options) {
        return SqliteStore.open(file(), options, this::now);
    }

    private Instant now() {
        return Instant.now().plus(ahead);
    }

    private Path file() {
        return folder.resolve("jobs.db");
    }

    @Override
    ReportSource source() {
        return ReportSource.sqlite(file(), this::now);
    }

    @Override
    protected void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    @Test
    void makesNoFileWhereThereIsNone() {
        Path absent = folder.resolve("absent.db");
        try (ReportSource reports = ReportSource.sqlite(absent)) {
            assertThatThrownBy(reports::types)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("there is no file");
        }
    }
}
