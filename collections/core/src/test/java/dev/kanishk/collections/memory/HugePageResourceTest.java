package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HugePageResourceTest {
    private static final long MIB = 1L << 20;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final TrackingResource upstream = new TrackingResource(MemoryResource.system());
    private final HugePageResource resource = new HugePageResource(upstream, 2 * MIB);

    @AfterEach
    void returnsEverything() {
        assertThat(resource.reservedBlocks()).isZero();
        upstream.close();
    }

    @Test
    void saysWhetherItReserves() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        assertThat(resource.isReserving()).isEqualTo(linux && NativeAccess.isEnabled());
    }

    @Test
    void takesSmallBlocksFromUpstreamAndLargeOnesOnlyWhereItDoesNotReserve() {
        MemorySegment small = resource.allocate(2 * MIB - 1, 1);
        assertThat(upstream.outstandingBlocks()).isEqualTo(1);
        MemorySegment large = resource.allocate(2 * MIB, 1);

        assertThat(upstream.outstandingBlocks()).isEqualTo(resource.isReserving() ? 1 : 2);
        resource.free(small);
        resource.free(large);
    }

    @Test
    void growsAndShrinksWithItsContentAndInPlaceWhereItReserves() {
        MemorySegment block = resource.allocate(1 * MIB, 16);
        block.set(LONG, 0, 42);
        for (long size = 2 * MIB; size <= 64 * MIB; size *= 2) {
            MemorySegment before = block;
            long lastOffset = before.byteSize() - 8;
            before.set(LONG, lastOffset, size);

            block = resource.reallocate(block, size, 16);

            assertThat(block.get(LONG, 0)).isEqualTo(42);
            assertThat(block.get(LONG, lastOffset)).isEqualTo(size);
            block.set(LONG, size - 8, 1);
            if (resource.isReserving() && before.byteSize() >= 2 * MIB) {
                assertThat(block.address()).isEqualTo(before.address());
            }
        }
        block = resource.reallocate(block, 3 * MIB + 8, 16);
        block.set(LONG, 3 * MIB, 7);
        block = resource.reallocate(block, 5 * MIB, 16);
        assertThat(block.get(LONG, 3 * MIB)).isEqualTo(7);
        block = resource.reallocate(block, 64, 16);
        assertThat(block.get(LONG, 0)).isEqualTo(42);
        assertThat(resource.reservedBlocks()).isZero();
        resource.free(block);
    }

    @Test
    void movesABlockThatOutgrowsItsReservationAgainAndAgain() {
        HugePageResource tight = new HugePageResource(upstream, 2 * MIB, 2 * MIB, 2);
        MemorySegment block = tight.allocate(4 * MIB, 16);
        for (long offset = 0; offset < 4 * MIB; offset += 4096) {
            block.set(LONG, offset, offset ^ 42);
        }
        for (long size = 6 * MIB; size <= 50 * MIB; size += 4 * MIB) {
            block = tight.reallocate(block, size, 16);
            block.set(LONG, size - 8, size);
            for (long offset = 0; offset < 4 * MIB; offset += 4096) {
                assertThat(block.get(LONG, offset)).isEqualTo(offset ^ 42);
            }
            assertThat(tight.reservedBlocks()).isEqualTo(tight.isReserving() ? 1 : 0);
        }
        for (long size = 6 * MIB; size <= 50 * MIB; size += 4 * MIB) {
            assertThat(block.get(LONG, size - 8)).isEqualTo(size);
        }
        tight.free(block);
    }

    @Test
    void refusesWhatNoMachineHas() {
        assertThatThrownBy(() -> MemoryResource.system().allocate(Long.MAX_VALUE - 100, 16))
                .isInstanceOf(AllocationFailedException.class);
        assertThatThrownBy(() -> MemoryResource.system().allocate(1L << 50, 16))
                .isInstanceOf(AllocationFailedException.class);
        assertThatThrownBy(() -> new HugePageResource(upstream, 4096))
                .hasMessageContaining("not 4096");
    }

    @Test
    void keepsContentOverRandomSizesAroundTheThreshold() {
        keepsContentOverRandomSizes(resource);
        keepsContentOverRandomSizes(new HugePageResource(upstream, 2 * MIB, 2 * MIB, 2));
    }

    private static void keepsContentOverRandomSizes(HugePageResource resource) {
        SplittableRandom random = new SplittableRandom(11);
        List<MemorySegment> blocks = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            long size = MIB / 2 + random.nextLong(8 * MIB) / 8 * 8;
            int index = random.nextInt(4);
            if (index >= blocks.size()) {
                blocks.add(marked(resource.allocate(size, 1L << random.nextInt(22))));
            } else if (random.nextInt(4) == 0) {
                resource.free(blocks.remove(index));
            } else {
                MemorySegment old = blocks.get(index);
                long mark = old.get(LONG, 0);
                assertThat(mark).isEqualTo(old.address() ^ old.byteSize());
                MemorySegment moved = resource.reallocate(old, size, 1);
                assertThat(moved.get(LONG, 0)).isEqualTo(mark);
                long shared = Math.min(old.byteSize(), size) - 8;
                if (shared == old.byteSize() - 8) {
                    assertThat(moved.get(LONG, shared)).isEqualTo(mark);
                }
                blocks.set(index, marked(moved));
            }
        }
        blocks.forEach(resource::free);
        assertThat(resource.reservedBlocks()).isZero();
    }

    private static MemorySegment marked(MemorySegment block) {
        long mark = block.address() ^ block.byteSize();
        block.set(LONG, 0, mark);
        block.set(LONG, block.byteSize() - 8, mark);
        return block;
    }
}
