package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolResourceTest {
    private final TrackingResource upstream = new TrackingResource(MemoryResource.system());

    @AfterEach
    void returnsEverything() {
        upstream.close();
    }

    @Property(tries = 500)
    void roundsUpToTheSmallestClassThatHoldsASize(@ForAll @LongRange(min = 1) long size) {
        long bounded = ((size >>> (size & 31)) & (Long.MAX_VALUE >>> 2)) | 1;
        int sizeClass = SizeClasses.of(bounded);

        assertThat(SizeClasses.byteSize(sizeClass)).isGreaterThanOrEqualTo(bounded);
        assertThat(sizeClass == 0 ? 0 : SizeClasses.byteSize(sizeClass - 1)).isLessThan(bounded);
    }

    @Test
    void usesAFreedBlockAgain() {
        try (PoolResource pool = new PoolResource(upstream)) {
            long first = pool.allocate(100, 1).address();
            pool.allocate(100, 1);
            MemorySegment third = pool.allocate(112, 1);
            pool.free(third);

            assertThat(pool.allocate(97, 1).address()).isEqualTo(third.address());
            assertThat(third.address()).isEqualTo(first + 224);
        }
    }

    @Test
    void resizesInsideItsClassOnly() {
        try (PoolResource pool = new PoolResource(upstream)) {
            MemorySegment block = pool.allocate(130, 1);

            assertThat(pool.tryResize(block, 160)).isNotNull();
            assertThat(pool.tryResize(block, 161)).isNull();
            assertThat(pool.tryResize(block, 80)).isNull();
        }
    }

    @Test
    void refusesABlockFreedTwiceForeignOrInTheMiddle() {
        try (PoolResource pool = new PoolResource(upstream)) {
            MemorySegment kept = pool.allocate(64, 1);
            MemorySegment small = pool.allocate(64, 1);
            MemorySegment large = pool.allocate(100_000, 1);
            pool.free(small);
            pool.free(large);

            for (MemorySegment wrong :
                    List.of(small, large, kept.asSlice(16), MemorySegment.ofAddress(16))) {
                assertThatThrownBy(() -> pool.free(wrong))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> pool.tryResize(wrong, 60))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            pool.free(kept);
        }
    }

    @Test
    void givesChunksBackThatNobodyUses() {
        try (PoolResource pool = new PoolResource(upstream)) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                blocks.add(pool.allocate(1024, 1));
            }
            long most = upstream.outstandingBytes();
            blocks.forEach(pool::free);

            assertThat(most).isGreaterThan(10_000_000).isLessThan(12_500_000);
            assertThat(upstream.outstandingBytes()).isLessThan(most / 4);
        }
    }

    @Test
    void refusesUseAfterClose() {
        PoolResource pool = new PoolResource(upstream);
        MemorySegment block = pool.allocate(1, 1);
        pool.close();
        pool.close();

        assertThatThrownBy(() -> pool.allocate(1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.free(block)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsAddressesUnderInsertionAndDeletion() {
        AddressTable<Long> table = new AddressTable<>();
        Map<Long, Long> model = new HashMap<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int step = 0; step < 50_000; step++) {
            long key = random.nextLong(600) << 16;
            if (random.nextBoolean()) {
                table.put(key, (long) step);
                model.put(key, (long) step);
            } else {
                assertThat(table.remove(key)).isEqualTo(model.remove(key));
            }
            assertThat(table.size()).isEqualTo(model.size());
            long other = random.nextLong(600) << 16;
            assertThat(table.get(other)).isEqualTo(model.get(other));
        }
    }

    @Test
    void threadsShareASynchronizedPool() throws Exception {
        hammer(new SynchronizedPoolResource(upstream));
    }

    @Test
    void threadsShareTheSystemResources() throws Exception {
        hammer(MemoryResource.system());
        hammer(new ArenaHeap());
    }

    /** Blocks wander between threads; each marks its own and finds the mark again. */
    private static void hammer(MemoryResource resource) throws Exception {
        Deque<MemorySegment> shared = new ArrayDeque<>();
        Callable<Integer> worker =
                () -> {
                    SplittableRandom random =
                            new SplittableRandom(Thread.currentThread().threadId());
                    int checked = 0;
                    for (int i = 0; i < 3000; i++) {
                        MemorySegment block =
                                resource.allocate(
                                        16 + random.nextInt(i % 50 == 0 ? 100_000 : 500), 1);
                        block.fill((byte) block.byteSize());
                        MemorySegment other;
                        synchronized (shared) {
                            shared.add(block);
                            other = shared.size() > 64 ? shared.remove() : null;
                        }
                        if (other != null) {
                            MemorySegment grown =
                                    resource.reallocate(other, other.byteSize() + 100, 1);
                            assertThat(grown.get(ValueLayout.JAVA_BYTE, 15))
                                    .isEqualTo((byte) other.byteSize());
                            resource.free(grown);
                            checked++;
                        }
                    }
                    return checked;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> results =
                    threads.invokeAll(IntStream.range(0, 4).mapToObj(_ -> worker).toList());
            for (Future<Integer> result : results) {
                assertThat(result.get()).isPositive();
            }
        }
        shared.forEach(resource::free);
        if (resource instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
