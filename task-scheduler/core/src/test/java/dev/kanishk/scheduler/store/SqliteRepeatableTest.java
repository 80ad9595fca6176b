package dev.kanishk.scheduler.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for twice under one name, in a file. */
class SqliteRepeatableTest extends RepeatableContract {
    @TempDir Path folder;

    @Override
    RepeatableStore make(StoreOptions options) {
        return SqliteStore.open(folder.resolve("jobs.db"), options);
    }
}
