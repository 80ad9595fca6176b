package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class TrackingResourceTest {
    private final LimitedResource upstream =
            new LimitedResource(MemoryResource.system(), 64L << 20);

    @Test
    void reportsALeakWithTheStackOfItsAllocation() {
        TrackingResource tracked = new TrackingResource(upstream);
        tracked.allocate(60, 1);

        assertThatThrownBy(tracked::close)
                .isInstanceOf(MemoryMisuseException.class)
                .hasMessage("1 blocks, 60 bytes, not given back")
                .satisfies(leak ->
                        assertThat(leak.getSuppressed()[0])
                                .hasStackTraceContaining(
                                        "reportsALeakWithTheStackOfItsAllocation"));
        assertThat(upstream.usedBytes()).isZero();
    }

    @Test
    void reportsADoubleFreeWithBothStacks() {
        TrackingResource tracked = new TrackingResource(upstream);
        MemorySegment block = allocateSomewhere(tracked);
        freeSomewhere(tracked, block);

        assertThatThrownBy(() -> tracked.free(block))
                .isInstanceOf(MemoryMisuseException.class)
                .hasMessageContaining("after its release")
                .satisfies(misuse -> {
                    assertThat(misuse.getCause()).hasStackTraceContaining("allocateSomewhere");
                    assertThat(misuse.getSuppressed()[0]).hasStackTraceContaining("freeSomewhere");
                });
        tracked.close();
        assertThat(upstream.usedBytes()).isZero();
    }

    @Test
    void noticesABlockGivenBackWithAnotherSize() {
        try (TrackingResource tracked = new TrackingResource(upstream)) {
            MemorySegment block = tracked.allocate(8, 1);

            assertThatThrownBy(() -> tracked.free(block.asSlice(0, 4)))
                    .hasMessageContaining("taken for one of 4 bytes: the block of 8 bytes");
            tracked.free(block);
        }
    }

    @Test
    void noticesEveryByteWrittenIntoARedZone() {
        for (int offset : new int[] {-64, -1, 37, 37 + 63}) {
            TrackingResource tracked = new TrackingResource(keepingWholeBlocks());
            MemorySegment block = tracked.allocate(37, 1);
            tracked.check();
            overrun(block, offset);

            assertThatThrownBy(tracked::check)
                    .isInstanceOf(MemoryMisuseException.class)
                    .hasMessageContaining("byte " + offset + " was written");
            assertThatThrownBy(() -> tracked.free(block)).isInstanceOf(MemoryMisuseException.class);
            assertThatThrownBy(tracked::close).isInstanceOf(MemoryMisuseException.class);
            assertThat(upstream.usedBytes()).isZero();
        }
    }

    @Test
    void noticesAWriteAfterRelease() {
        TrackingResource tracked = new TrackingResource(upstream);
        MemorySegment block = allocateSomewhere(tracked);
        freeSomewhere(tracked, block);
        tracked.check();
        block.set(ValueLayout.JAVA_BYTE, 13, (byte) 1);

        assertThatThrownBy(tracked::check)
                .hasMessageContaining("byte 13 was written to after its release")
                .hasStackTraceContaining("freeSomewhere");
        assertThatThrownBy(tracked::close).isInstanceOf(MemoryMisuseException.class);
        assertThat(upstream.usedBytes()).isZero();
    }

    @Test
    void noticesAWriteThroughTheOldAddressOfAMovedBlock() {
        TrackingResource tracked = new TrackingResource(upstream);
        MemorySegment old = tracked.allocate(16, 1);
        MemorySegment moved = tracked.reallocate(old, 8, 1);
        old.set(ValueLayout.JAVA_LONG, 0, 1);

        assertThatThrownBy(tracked::check).hasMessageContaining("after its release");
        tracked.free(moved);
        assertThatThrownBy(tracked::close).isInstanceOf(MemoryMisuseException.class);
    }

    @Test
    void holdsBackNoMoreThanItsQuarantine() {
        try (TrackingResource tracked = new TrackingResource(upstream, 1000)) {
            for (int i = 0; i < 100; i++) {
                tracked.free(tracked.allocate(100, 1));
                assertThat(upstream.usedBytes()).isLessThanOrEqualTo(1000);
            }
            tracked.free(tracked.allocate(10_000, 1));
            assertThat(upstream.usedBytes()).isLessThanOrEqualTo(1000).isPositive();
        }
    }

    @Test
    void fillsNewBlocksSoThatNobodyReliesOnZeros() {
        try (TrackingResource tracked = new TrackingResource(upstream)) {
            MemorySegment block = tracked.allocate(1, 1);
            assertThat(block.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo(TrackedBlock.FRESH);
            tracked.free(block);
        }
    }

    private MemorySegment wholeBlock = MemorySegment.NULL;

    /** Remembers the block with its red zones, through which a test writes beside the content. */
    private MemoryResource keepingWholeBlocks() {
        return new MemoryResource() {
            @Override
            public MemorySegment allocate(long byteSize, long byteAlignment) {
                wholeBlock = upstream.allocate(byteSize, byteAlignment);
                return wholeBlock;
            }

            @Override
            public void free(MemorySegment block) {
                upstream.free(block);
            }
        };
    }

    private void overrun(MemorySegment block, int offset) {
        long start = block.address() - wholeBlock.address();
        wholeBlock.set(ValueLayout.JAVA_BYTE, start + offset, (byte) 0);
    }

    private static MemorySegment allocateSomewhere(MemoryResource resource) {
        return resource.allocate(100, 1);
    }

    private static void freeSomewhere(MemoryResource resource, MemorySegment block) {
        resource.free(block);
    }
}
