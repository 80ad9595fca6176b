package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.testing.MemoryStore;
import java.time.InstantSource;

/** What is asked for twice under one name, in memory. */
class MemoryRepeatableTest extends RepeatableContract {
    @Override
    RepeatableStore make(StoreOptions options) {
        return new MemoryStore(InstantSource.system(), options);
    }
}
