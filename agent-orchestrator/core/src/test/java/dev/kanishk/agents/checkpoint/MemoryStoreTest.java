package dev.kanishk.agents.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    CheckpointStore open(StoreOptions options) {
        return new MemoryStore(MemoryStore.DEFAULT_CAPACITY, options.clock());
    }

    @Test
    void refusesRunsBeyondItsCapacity() {
        try (MemoryStore small = new MemoryStore(1, clock)) {
            small.admit(new Admission("a", null, "{}"));
            assertThatThrownBy(() -> small.admit(new Admission("b", null, "{}")))
                    .hasMessageContaining("run 'b' has no room: the store holds 1 runs");
            small.delete("a");
            small.admit(new Admission("b", null, "{}"));
        }
    }
}
