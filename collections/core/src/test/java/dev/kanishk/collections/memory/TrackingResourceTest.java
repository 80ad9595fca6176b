package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class TrackingResourceTest {
    private final TrackingResource resource = new TrackingResource(MemoryResource.system(), 100);

    @Test
    void refusesMoreThanItsLimitAndNamesIt() {
        MemorySegment block = resource.allocate(60, 1);

        assertThatThrownBy(() -> resource.allocate(41, 1))
                .isInstanceOf(AllocationFailedException.class)
                .hasMessage("41 bytes asked for, 60 of 100 in use");
        resource.free(block);
        assertThat(resource.outstandingBytes()).isZero();
    }

    @Test
    void noticesABlockGivenBackTwice() {
        MemorySegment block = resource.allocate(8, 1);
        resource.free(block);

        assertThatThrownBy(() -> resource.free(block)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noticesABlockGivenBackWithAnotherSize() {
        MemorySegment block = resource.allocate(8, 1);

        assertThatThrownBy(() -> resource.free(block.asSlice(0, 4)))
                .hasMessageContaining("it has 8");
        resource.free(block);
    }

    @Test
    void failsOnPurposeAndRecovers() {
        resource.failAfter(1);
        MemorySegment block = resource.allocate(8, 1);
        assertThatThrownBy(() -> resource.reallocate(block, 16, 1))
                .isInstanceOf(AllocationFailedException.class);

        resource.failNoMore();
        MemorySegment moved = resource.reallocate(block, 16, 1);

        resource.free(moved);
        assertThat(resource.outstandingBlocks()).isZero();
    }
}
