package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocks that move to larger reservations while others take the address space they leave. */
@Timeout(60)
class HugePageMoveTest {
    private static final long MIB = 1L << 20;
    private static final int MOVES = 3_000;

    @Test
    void takesNothingAwayFromOtherThreads() throws Exception {
        HugePageResource moving =
                new HugePageResource(MemoryResource.system(), 2 * MIB, 2 * MIB, 1);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                writeToNewBlocks(stop);
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        for (int i = 0; i < MOVES && failure.get() == null; i++) {
            MemorySegment block = moving.allocate(16 * MIB, 16);
            block.set(ValueLayout.JAVA_LONG, 0, i);
            MemorySegment moved = moving.reallocate(block, 32 * MIB, 16);
            assertThat(moved.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(i);
            moving.free(moved);
        }
        stop.set(true);
        other.join();
        assertThat(failure).hasValue(null);
    }

    /** Where another's block was unmapped, this ends the process. */
    private static void writeToNewBlocks(AtomicBoolean stop) {
        HugePageResource resource =
                new HugePageResource(MemoryResource.system(), 2 * MIB, 2 * MIB, 1);
        while (!stop.get()) {
            MemorySegment block = resource.allocate(2 * MIB, 16);
            for (int i = 0; i < 50; i++) {
                block.set(ValueLayout.JAVA_LONG, 0, i);
                if (block.get(ValueLayout.JAVA_LONG, 0) != i) {
                    throw new AssertionError("another's memory");
                }
                Thread.onSpinWait();
            }
            resource.free(block);
        }
    }
}
