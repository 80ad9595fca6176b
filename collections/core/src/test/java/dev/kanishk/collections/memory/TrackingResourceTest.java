package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrackingResourceTest {
    private final TrackingResource resource = new TrackingResource(NativeHeap.instance(), 100);

    @Test
    void refusesMoreThanItsLimitAndNamesIt() {
        long block = resource.allocate(60);

        assertThatThrownBy(() -> resource.allocate(41))
                .isInstanceOf(AllocationFailedException.class)
                .hasMessage("41 bytes asked for, 60 of 100 in use");
        resource.free(block, 60);
        assertThat(resource.outstandingBytes()).isZero();
    }

    @Test
    void noticesABlockGivenBackTwice() {
        long block = resource.allocate(8);
        resource.free(block, 8);

        assertThatThrownBy(() -> resource.free(block, 8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noticesABlockGivenBackWithAnotherSize() {
        long block = resource.allocate(8);

        assertThatThrownBy(() -> resource.free(block, 16)).hasMessageContaining("it has 8");
        resource.free(block, 8);
    }

    @Test
    void failsOnPurposeAndRecovers() {
        resource.failAfter(1);
        long block = resource.allocate(8);
        assertThatThrownBy(() -> resource.reallocate(block, 8, 16))
                .isInstanceOf(AllocationFailedException.class);

        resource.failNoMore();
        long moved = resource.reallocate(block, 8, 16);

        resource.free(moved, 16);
        assertThat(resource.outstandingBlocks()).isZero();
    }
}
