package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MonotonicResourceTest {
    private final TrackingResource upstream =
            new TrackingResource(NativeHeap.instance(), Long.MAX_VALUE);

    @Test
    void handsOutAlignedBlocksOneBehindTheOther() {
        try (MonotonicResource region = new MonotonicResource(upstream, 64)) {
            long first = region.allocate(5);
            long second = region.allocate(16);

            assertThat(second).isEqualTo(first + 16);
            assertThat(region.usedBytes()).isEqualTo(32);
        }
        assertThat(upstream.outstandingBytes()).isZero();
    }

    @Test
    void growsTheNewestBlockInPlace() {
        try (MonotonicResource region = new MonotonicResource(upstream, 64)) {
            long block = region.allocate(16);

            assertThat(region.reallocate(block, 16, 64)).isEqualTo(block);
            assertThat(region.usedBytes()).isEqualTo(64);
        }
    }

    @Test
    void movesAnOlderBlockWithItsContent() {
        try (MonotonicResource region = new MonotonicResource(upstream, 128)) {
            long block = region.allocate(8);
            RawMemory.block(block, 8).setAtIndex(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 42);
            region.allocate(8);

            long moved = region.reallocate(block, 8, 32);

            assertThat(moved).isNotEqualTo(block);
            assertThat(
                            RawMemory.block(moved, 32)
                                    .getAtIndex(java.lang.foreign.ValueLayout.JAVA_LONG, 0))
                    .isEqualTo(42);
        }
    }

    @Test
    void saysWhatIsLeftWhenFull() {
        try (MonotonicResource region = new MonotonicResource(upstream, 32)) {
            region.allocate(16);

            assertThatThrownBy(() -> region.allocate(17))
                    .isInstanceOf(AllocationFailedException.class)
                    .hasMessageContaining("17 bytes asked for, 16 left of 32");
            assertThat(region.usedBytes()).isEqualTo(16);
        }
    }

    @Test
    void hasItsWholeRegionAgainAfterRelease() {
        try (MonotonicResource region = new MonotonicResource(upstream, 32)) {
            long before = region.allocate(32);
            region.release();

            assertThat(region.allocate(32)).isEqualTo(before);
        }
    }

    @Test
    void refusesWorkAfterClose() {
        MonotonicResource region = new MonotonicResource(upstream, 32);
        region.close();
        region.close();

        assertThatThrownBy(() -> region.allocate(1)).isInstanceOf(IllegalStateException.class);
        assertThat(upstream.outstandingBlocks()).isZero();
    }
}
