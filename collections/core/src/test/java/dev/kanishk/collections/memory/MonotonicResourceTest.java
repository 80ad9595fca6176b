package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonotonicResourceTest {
    private final TrackingResource upstream = new TrackingResource(MemoryResource.system());

    @AfterEach
    void returnsEverything() {
        upstream.close();
    }

    @Test
    void handsOutAlignedBlocksOneBehindTheOther() {
        try (MonotonicResource region = new MonotonicResource(upstream, 64)) {
            MemorySegment first = region.allocate(5, 1);
            MemorySegment second = region.allocate(16, 1);

            assertThat(second.address()).isEqualTo(first.address() + 16);
            assertThat(region.usedBytes()).isEqualTo(32);
        }
        assertThat(upstream.outstandingBytes()).isZero();
    }

    @Test
    void growsTheNewestBlockInPlace() {
        try (MonotonicResource region = new MonotonicResource(upstream, 64)) {
            MemorySegment block = region.allocate(16, 1);

            assertThat(region.reallocate(block, 64, 1).address()).isEqualTo(block.address());
            assertThat(region.usedBytes()).isEqualTo(64);
        }
    }

    @Test
    void movesAnOlderBlockWithItsContent() {
        try (MonotonicResource region = new MonotonicResource(upstream, 128)) {
            MemorySegment block = region.allocate(8, 8);
            block.set(ValueLayout.JAVA_LONG, 0, 42);
            region.allocate(8, 8);

            MemorySegment moved = region.reallocate(block, 32, 8);

            assertThat(moved.address()).isNotEqualTo(block.address());
            assertThat(moved.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
        }
    }

    @Test
    void saysWhatIsLeftWhenFull() {
        try (MonotonicResource region = new MonotonicResource(upstream, 32)) {
            region.allocate(16, 1);

            assertThatThrownBy(() -> region.allocate(17, 1))
                    .isInstanceOf(AllocationFailedException.class)
                    .hasMessageContaining("17 bytes asked for, 16 left of 32");
            assertThat(region.usedBytes()).isEqualTo(16);
        }
    }

    @Test
    void hasItsWholeRegionAgainAfterRelease() {
        try (MonotonicResource region = new MonotonicResource(upstream, 32)) {
            long before = region.allocate(32, 1).address();
            region.release();

            assertThat(region.allocate(32, 1).address()).isEqualTo(before);
        }
    }

    @Test
    void refusesWorkAfterClose() {
        MonotonicResource region = new MonotonicResource(upstream, 32);
        region.close();
        region.close();

        assertThatThrownBy(() -> region.allocate(1, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(upstream.outstandingBlocks()).isZero();
    }

    @Test
    void addsRegionsOfAtLeastTwiceTheSizeUpToTheLimit() {
        try (MonotonicResource region = new MonotonicResource(upstream, 64, 512)) {
            region.allocate(64, 1);
            region.allocate(16, 1);
            assertThat(upstream.outstandingBytes()).isEqualTo(64 + 128);

            region.allocate(200, 1);
            assertThat(upstream.outstandingBytes()).isEqualTo(64 + 128 + 256);

            assertThatThrownBy(() -> region.allocate(65, 1))
                    .isInstanceOf(AllocationFailedException.class)
                    .hasMessageContaining("65 bytes asked for, 64 left of 512");
            region.allocate(64, 1);
            assertThat(upstream.outstandingBytes()).isEqualTo(512);
        }
    }

    @Test
    void keepsTheLargestRegionAfterRelease() {
        try (MonotonicResource region = new MonotonicResource(upstream, 64, 1024)) {
            region.allocate(64, 1);
            region.allocate(64, 1);
            region.release();

            assertThat(upstream.outstandingBytes()).isEqualTo(128);
            assertThat(region.usedBytes()).isZero();
        }
    }

    @Test
    void staysAsItWasWhenUpstreamFails() {
        FailingResource failing = new FailingResource(upstream);
        try (MonotonicResource region = new MonotonicResource(failing, 64, 1024)) {
            MemorySegment block = region.allocate(32, 1);
            block.set(ValueLayout.JAVA_LONG, 0, 42);
            failing.failAfter(0);

            assertThatThrownBy(() -> region.reallocate(block, 128, 1))
                    .isInstanceOf(AllocationFailedException.class);

            assertThat(region.usedBytes()).isEqualTo(32);
            assertThat(block.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
        }
    }
}
