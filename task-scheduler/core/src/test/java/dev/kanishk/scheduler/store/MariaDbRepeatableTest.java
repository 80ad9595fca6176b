package dev.kanishk.scheduler.store;

import org.junit.jupiter.api.AfterEach;

/** What is asked for twice under one name, on a real server. */
class MariaDbRepeatableTest extends RepeatableContract {
    private final TestMariaDb database = TestMariaDb.fresh();

    @Override
    RepeatableStore make(StoreOptions options) {
        return database.open(options);
    }

    @AfterEach
    void drop() {
        database.drop();
    }
}
