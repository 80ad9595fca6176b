package dev.kanishk.collections.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlatIndexTest {
    private static final SearchOptions SEQUENTIAL = SearchOptions.sequential();

    @Test
    void ordersEqualScoresByIdWhateverTheOrderOfPutting() {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.EUCLIDEAN, 2, 100)) {
            for (long id : new long[] {7, -3, 40, 0, 12}) {
                index.put(id, new float[] {1, 1});
            }
            Neighbors neighbors = new Neighbors(3);
            index.search(new float[] {4, 5}, SEQUENTIAL, neighbors);

            assertThat(neighbors).hasToString("[-3: 5.0, 0: 5.0, 7: 5.0]");
        }
    }

    @Test
    void givesZeroVectorsTheCosineZero() {
        try (FlatIndex floats = FlatIndex.create(ElementType.FLOAT, Metric.COSINE, 2, 9);
                FlatIndex bytes = FlatIndex.create(ElementType.BYTE, Metric.COSINE, 2, 9)) {
            floats.put(1, new float[] {0, 0});
            floats.put(2, new float[] {3, 4});
            floats.put(3, new float[] {-3e-20f, -4e-20f});
            bytes.put(1, new byte[] {0, 0});
            bytes.put(2, new byte[] {3, 4});
            bytes.put(3, new byte[] {-3, -4});
            Neighbors neighbors = new Neighbors(9);

            floats.search(new float[] {6, 8}, SEQUENTIAL, neighbors);
            assertThat(neighbors).hasToString("[2: 1.0, 1: 0.0, 3: -1.0]");
            bytes.search(new byte[] {6, 8}, SEQUENTIAL, neighbors);
            assertThat(neighbors).hasToString("[2: 1.0, 1: 0.0, 3: -1.0]");
            floats.search(new float[2], SEQUENTIAL, neighbors);
            assertThat(neighbors).hasToString("[1: 0.0, 2: 0.0, 3: 0.0]");
        }
    }

    @Test
    void neverOverflowsAScore() {
        int dimension = FlatIndex.MAX_DIMENSION;
        float[] vector = new float[dimension];
        float[] opposite = new float[dimension];
        java.util.Arrays.fill(vector, 1e15f);
        java.util.Arrays.fill(opposite, -1e15f);
        for (Metric metric : Metric.values()) {
            try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, metric, dimension, 3)) {
                index.put(1, vector);
                index.put(2, opposite);
                Neighbors neighbors = new Neighbors(3);
                index.search(vector, SEQUENTIAL, neighbors);
                assertThat(neighbors.size()).isEqualTo(2);
                assertThat(neighbors.id(0)).isEqualTo(1);
                assertThat(neighbors.score(0)).isFinite();
                assertThat(neighbors.score(1)).isFinite();
            }
        }
    }

    @Test
    void refusesWhatItCannotCompare() {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.DOT_PRODUCT, 3, 10)) {
            Neighbors neighbors = new Neighbors(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.put(1, new float[] {1, Float.NaN, 1}))
                    .withMessage("element 1 is NaN; it must be from -1.0E15 to 1.0E15");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.put(1, new float[] {1, 1, Float.NEGATIVE_INFINITY}))
                    .withMessageStartingWith("element 2 is -Infinity");
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> index.search(new float[] {2e15f, 0, 0}, SEQUENTIAL, neighbors));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.put(1, new float[4]))
                    .withMessage("a vector of 4 elements for an index of dimension 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.search(new byte[3], SEQUENTIAL, neighbors))
                    .withMessage("a vector of BYTE for an index of FLOAT");
            assertThat(index.size()).isZero();
        }
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Neighbors(0))
                .withMessage("k is 0; it must be from 1 to 65536");
        assertThatIllegalArgumentException().isThrownBy(() -> new Neighbors(65_537));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatIndex.create(ElementType.BYTE, Metric.COSINE, 0, 1).close())
                .withMessage("dimension 0; it must be from 1 to 32768");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatIndex.create(ElementType.BYTE, Metric.COSINE, 1, 0).close());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SearchOptions(null, null, 2))
                .withMessageContaining("needs an executor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SEQUENTIAL.inParts(Runnable::run, 1025));
        Neighbors empty = new Neighbors(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> empty.id(0));
    }

    @Test
    void holdsAsManyVectorsAsItWasMadeFor() {
        try (FlatIndex index = FlatIndex.create(ElementType.BYTE, Metric.EUCLIDEAN, 1, 3000)) {
            for (int id = 0; id < 3000; id++) {
                assertThat(index.put(id, new byte[] {(byte) (id % 100)})).isFalse();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> index.put(3000, new byte[1]))
                    .withMessage("the index is full: it was made for at most 3000 vectors");
            assertThat(index.put(2999, new byte[] {1})).isTrue();
            assertThat(index.remove(0)).isTrue();
            assertThat(index.put(3000, new byte[1])).isFalse();
        }
    }

    @Test
    @Timeout(60)
    void allocatesNothingOnTheHeapWhenTheResultIsUsedAgain() {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.COSINE, 100, 500)) {
            for (int id = 0; id < 500; id++) {
                float[] vector = new float[100];
                vector[id % 100] = id;
                vector[id % 7] = 1;
                index.put(id, vector);
            }
            float[] query = new float[100];
            java.util.Arrays.fill(query, 1);
            Neighbors neighbors = new Neighbors(10);
            SearchOptions odd = SEQUENTIAL.withFilter(id -> id % 2 == 1);
            Runnable searches =
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            index.search(query, SEQUENTIAL, neighbors);
                            index.search(query, odd, neighbors);
                        }
                    };
            long allocated = Long.MAX_VALUE;
            while (allocated > 0) { // until the compiler is done
                allocated = allocatedBytes(searches);
            }
        }
    }

    @Test
    void isOverOnceClosed() {
        FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.DOT_PRODUCT, 2, 10);
        index.put(1, new float[] {1, 2});
        index.close();
        index.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> index.put(2, new float[2]))
                .withMessage("the index is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> index.search(new float[2], SEQUENTIAL, new Neighbors(1)));
        assertThatIllegalStateException().isThrownBy(() -> index.contains(1));
        assertThatIllegalStateException().isThrownBy(() -> index.remove(1));
    }

    @Test
    void endsWithTheArenaItWasMadeIn() {
        FlatIndex index;
        try (Arena arena = Arena.ofConfined()) {
            index = FlatIndex.create(ElementType.BYTE, Metric.DOT_PRODUCT, 2, 10, arena);
            index.put(1, new byte[] {1, 2});
            FlatIndex closedFirst =
                    FlatIndex.create(ElementType.BYTE, Metric.DOT_PRODUCT, 2, 10, arena);
            closedFirst.close();
            assertThat(arena.scope().isAlive()).isTrue();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> index.search(new byte[2], SEQUENTIAL, new Neighbors(1)));
        index.close();
    }

    @Test
    @Timeout(60)
    void manyThreadsSearchAtATime() throws Exception {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.EUCLIDEAN, 40, 4000);
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int id = 0; id < 4000; id++) {
                index.put(id, point(id));
            }
            List<Callable<Void>> searches = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int first = thread * 500;
                searches.add(() -> {
                    Neighbors neighbors = new Neighbors(3);
                    for (int id = first; id < first + 30; id++) {
                        index.search(point(id), SEQUENTIAL.inParts(executor, 3), neighbors);
                        assertThat(neighbors.id(0)).isEqualTo(id);
                        assertThat(neighbors.score(0)).isZero();
                    }
                    return null;
                });
            }
            for (Future<Void> search : executor.invokeAll(searches)) {
                search.get();
            }
        }
    }

    @Test
    @Timeout(60)
    void searchesWithoutAFreeThread() {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.EUCLIDEAN, 40, 4000)) {
            for (int id = 0; id < 4000; id++) {
                index.put(id, point(id));
            }
            Executor never = part -> {};
            Executor rejects =
                    part -> {
                        throw new RejectedExecutionException();
                    };
            for (Executor executor : List.of(never, rejects, Runnable::run)) {
                Neighbors neighbors = new Neighbors(3);
                index.search(point(77), SEQUENTIAL.inParts(executor, 4), neighbors);
                assertThat(neighbors.id(0)).isEqualTo(77);
            }
        }
    }

    @Test
    @Timeout(60)
    void passesOnWhatTheFilterThrowsOnAnyThread() {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.EUCLIDEAN, 400, 4000);
                ExecutorService executor = Executors.newFixedThreadPool(2)) {
            for (int id = 0; id < 4000; id++) {
                index.put(id, new float[400]);
            }
            Thread caller = Thread.currentThread();
            CountDownLatch thrown = new CountDownLatch(1);
            SearchOptions options =
                    SEQUENTIAL
                            .withFilter(id -> {
                                if (Thread.currentThread() != caller) {
                                    thrown.countDown();
                                    throw new UnsupportedOperationException("id " + id);
                                }
                                await(thrown);
                                return true;
                            })
                            .inParts(executor, 3);
            Neighbors neighbors = new Neighbors(5);
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> index.search(new float[400], options, neighbors));
            assertThat(neighbors.size()).isZero();
        }
    }

    @Test
    @Timeout(60)
    void waitsForItsPartsBeforeItPassesOnWhatTheExecutorThrows() throws Exception {
        try (FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.EUCLIDEAN, 400, 4000);
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            for (int id = 0; id < 4000; id++) {
                index.put(id, new float[400]);
            }
            CountDownLatch working = new CountDownLatch(1);
            CountDownLatch thrown = new CountDownLatch(1);
            AtomicInteger parts = new AtomicInteger();
            Executor failsSecond =
                    part -> {
                        if (parts.getAndIncrement() > 0) {
                            await(working);
                            thrown.countDown();
                            throw new UnsupportedOperationException("no more threads");
                        }
                        executor.execute(part);
                    };
            SearchOptions options =
                    SEQUENTIAL
                            .withFilter(id -> {
                                working.countDown();
                                await(thrown);
                                return true;
                            })
                            .inParts(failsSecond, 3);
            Neighbors neighbors = new Neighbors(5);
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> index.search(new float[400], options, neighbors));
            assertThat(neighbors.size()).isZero();
            assertThat(neighbors.scan(1).best().size()).isEqualTo(5);
        }
    }

    @Test
    void scansRowsUpToTheLargestNumber() {
        int first = Integer.MAX_VALUE - 300;
        RowFormat format = new RowFormat(ElementType.BYTE, Metric.DOT_PRODUCT, 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vectors = arena.allocate(300L * format.strideBytes(), 64);
            RowStore.Chunk chunk =
                    new RowStore.Chunk(
                            first, 300, vectors, arena.allocate(300L * 8, 8), MemorySegment.NULL);
            RowStore store = RowStore.of(arena, format, chunk);
            TopK best = new TopK(400);
            MemorySegment query = arena.allocate(format.strideBytes(), 64);
            new RowScan(best).scan(store, query, 1, null, first, Integer.MAX_VALUE);
            assertThat(best.size()).isEqualTo(300);
        }
    }

    @Test
    @Timeout(60)
    void closingEndsTheSearchesOfOthersWithAnError() throws Exception {
        for (int round = 0; round < 5; round++) {
            AtomicInteger searched = new AtomicInteger();
            AtomicBoolean refused = new AtomicBoolean();
            FlatIndex index = FlatIndex.create(ElementType.FLOAT, Metric.DOT_PRODUCT, 64, 5000);
            for (int id = 0; id < 5000; id++) {
                index.put(id, new float[64]);
            }
            Thread searcher =
                    Thread.ofPlatform()
                            .start(() -> {
                                Neighbors neighbors = new Neighbors(3);
                                try {
                                    while (true) {
                                        index.search(new float[64], SEQUENTIAL, neighbors);
                                        searched.incrementAndGet();
                                    }
                                } catch (IllegalStateException e) {
                                    refused.set(true);
                                }
                            });
            while (searched.get() == 0) {
                Thread.onSpinWait();
            }
            index.close();
            searcher.join();
            assertThat(refused).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] point(int id) {
        float[] point = new float[40];
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) Math.sin(id * 0.7 + i * (id % 13));
        }
        point[0] = id;
        return point;
    }

    private static long allocatedBytes(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
