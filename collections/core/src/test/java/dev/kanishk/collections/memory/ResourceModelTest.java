package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Random requests to every resource: live blocks keep their content, are aligned and never overlap,
 * and in the end upstream has everything back.
 */
class ResourceModelTest {
    private static final int STEPS = 150;

    enum Kind {
        SYSTEM,
        HUGE_PAGES,
        ARENAS,
        ARENA_BLOCKS,
        UPSTREAM,
        LIMITED,
        MONOTONIC,
        POOL,
        SYNCHRONIZED_POOL,
        POOL_ON_MONOTONIC;

        MemoryResource on(MemoryResource upstream) {
            return switch (this) {
                case SYSTEM -> MemoryResource.system();
                case HUGE_PAGES -> new HugePageResource(upstream);
                case ARENAS -> new ArenaHeap();
                case ARENA_BLOCKS -> new ArenaBlocks();
                case UPSTREAM -> upstream;
                case LIMITED -> new LimitedResource(upstream, 1L << 30);
                case MONOTONIC -> new MonotonicResource(upstream, 256, 1L << 30);
                case POOL, POOL_ON_MONOTONIC -> new PoolResource(upstream);
                case SYNCHRONIZED_POOL -> new SynchronizedPoolResource(upstream);
            };
        }
    }

    private record Block(MemorySegment memory, long alignment, byte mark) {}

    @Property(tries = 40)
    void keepsContentAlignmentAndDistance(@ForAll Kind kind, @ForAll long seed) throws Exception {
        run(kind, seed, 0);
    }

    @Property(tries = 40)
    void staysAsItWasWhenUpstreamFails(@ForAll Kind kind, @ForAll long seed) throws Exception {
        run(kind, seed, 0.2);
    }

    @Test
    void leaksNothingWhicheverRequestFails() throws Exception {
        for (Kind kind : Kind.values()) {
            for (int successes = 0; successes < 25; successes++) {
                try (TrackingResource tracked = new TrackingResource(MemoryResource.system())) {
                    FailingResource failing = new FailingResource(tracked);
                    failing.failOnceAfter(successes);
                    runOn(kind, failing, 7, 80);
                }
            }
        }
    }

    private static void run(Kind kind, long seed, double failures) throws Exception {
        try (TrackingResource tracked = new TrackingResource(MemoryResource.system())) {
            FailingResource failing = new FailingResource(tracked);
            failing.failRandomly(seed, failures);
            runOn(kind, failing, seed, STEPS);
            tracked.check();
        }
    }

    private static void runOn(Kind kind, FailingResource failing, long seed, int steps)
            throws Exception {
        MemoryResource resource;
        MonotonicResource below = null;
        try {
            if (kind == Kind.POOL_ON_MONOTONIC) {
                below = new MonotonicResource(failing, 1 << 16, 1L << 30);
                resource = kind.on(below);
            } else {
                resource = kind.on(failing);
            }
        } catch (AllocationFailedException e) {
            return;
        }
        List<Block> blocks = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < steps; step++) {
            step(resource, random, blocks);
            requireWhole(blocks);
        }
        boolean closes = resource instanceof AutoCloseable;
        if (!closes || random.nextBoolean()) {
            blocks.forEach(block -> resource.free(block.memory));
        }
        if (resource instanceof AutoCloseable closeable && kind != Kind.UPSTREAM) {
            closeable.close();
        }
        if (below != null) {
            below.close();
        }
    }

    private static void step(MemoryResource resource, SplittableRandom random, List<Block> blocks) {
        long size = size(random);
        int index = blocks.isEmpty() ? 0 : random.nextInt(blocks.size());
        int operation = blocks.isEmpty() ? 0 : random.nextInt(8);
        try {
            switch (operation) {
                case 0, 1, 2 -> {
                    long alignment = 1L << random.nextInt(random.nextInt(12) == 0 ? 18 : 8);
                    MemorySegment memory = resource.allocate(size, alignment);
                    blocks.add(marked(memory, size, alignment, random));
                }
                case 3, 4 -> {
                    Block block = blocks.get(index);
                    MemorySegment moved = resource.reallocate(block.memory, size, block.alignment);
                    requireContent(moved, Math.min(size, block.memory.byteSize()), block.mark);
                    blocks.set(index, marked(moved, size, block.alignment, random));
                }
                case 5 -> {
                    Block block = blocks.get(index);
                    MemorySegment resized = resource.tryResize(block.memory, size);
                    if (resized != null) {
                        assertThat(resized.address()).isEqualTo(block.memory.address());
                        requireContent(
                                resized, Math.min(size, block.memory.byteSize()), block.mark);
                        blocks.set(index, marked(resized, size, block.alignment, random));
                    }
                }
                default -> resource.free(blocks.remove(index).memory);
            }
        } catch (AllocationFailedException e) {
            assertThat(e).hasMessageContaining("made to fail");
        }
    }

    private static long size(SplittableRandom random) {
        long limit = 1L << (1 + random.nextInt(random.nextInt(4) == 0 ? 18 : 10));
        return 1 + random.nextLong(limit);
    }

    private static Block marked(
            MemorySegment memory, long size, long alignment, SplittableRandom random) {
        assertThat(memory.byteSize()).isEqualTo(size);
        assertThat(memory.address() % Math.max(16, alignment)).isZero();
        byte mark = (byte) random.nextInt();
        memory.fill(mark);
        return new Block(memory, alignment, mark);
    }

    private static void requireWhole(List<Block> blocks) {
        Map<Long, Long> ends = new TreeMap<>();
        for (Block block : blocks) {
            long size = block.memory.byteSize();
            ends.put(block.memory.address(), block.memory.address() + size);
            requireContent(block.memory, Math.min(size, 64), block.mark);
            assertThat(block.memory.get(ValueLayout.JAVA_BYTE, size - 1)).isEqualTo(block.mark);
        }
        assertThat(ends).hasSameSizeAs(blocks);
        long lastEnd = 0;
        for (Map.Entry<Long, Long> block : ends.entrySet()) {
            assertThat(block.getKey()).isGreaterThanOrEqualTo(lastEnd);
            lastEnd = block.getValue();
        }
    }

    private static void requireContent(MemorySegment memory, long size, byte mark) {
        for (long offset = 0; offset < size; offset++) {
            if (memory.get(ValueLayout.JAVA_BYTE, offset) != mark) {
                assertThat(memory.get(ValueLayout.JAVA_BYTE, offset))
                        .as("offset %s of %s", offset, memory)
                        .isEqualTo(mark);
            }
        }
    }
}
