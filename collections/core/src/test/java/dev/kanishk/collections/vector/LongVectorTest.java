package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.LimitedResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.MonotonicResource;
import dev.kanishk.collections.memory.RandomRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongVectorTest {
    private static final long SEED = 20261123;

    @Test
    void allocatesNothingBeforeTheFirstElement() {
        LimitedResource resource = new LimitedResource(MemoryResource.system(), 0);
        try (LongVector vector = new LongVector(resource)) {
            assertThat(vector.isEmpty()).isTrue();
            assertThat(vector.capacity()).isZero();
        }
    }

    @Test
    void doublesItsCapacitySoThatPushesAreCheap() {
        try (LongVector vector = new LongVector()) {
            int growths = 0;
            long capacity = 0;
            for (int i = 0; i < 100_000; i++) {
                vector.pushBack(i);
                if (vector.capacity() != capacity) {
                    growths++;
                    capacity = vector.capacity();
                }
            }
            assertThat(growths).isLessThan(16);
            assertThat(vector.sum()).isEqualTo(99_999L * 100_000 / 2);
        }
    }

    @Test
    void appendsItself() {
        try (LongVector vector = LongVector.of(1, 2, 3)) {
            vector.appendRange(vector);
            assertThat(vector.toArray()).containsExactly(1, 2, 3, 1, 2, 3);
        }
    }

    @Test
    void sortsAsArraysDo() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int size : new int[] {0, 1, 2, 1023, 1024, 1025, 50_000}) {
            for (long bound : new long[] {2, 1000, Long.MAX_VALUE}) {
                long[] elements =
                        random.longs(size)
                                .map(x -> bound == Long.MAX_VALUE ? x : x % bound)
                                .toArray();
                try (LongVector vector = LongVector.of(elements)) {
                    vector.sort();
                    Arrays.sort(elements);
                    assertThat(vector.toArray()).isEqualTo(elements);
                }
            }
        }
    }

    @Test
    void findsTheLowerBound() {
        try (LongVector vector = LongVector.of(1, 3, 3, 5)) {
            assertThat(vector.lowerBound(0)).isZero();
            assertThat(vector.lowerBound(3)).isEqualTo(1);
            assertThat(vector.lowerBound(4)).isEqualTo(3);
            assertThat(vector.lowerBound(6)).isEqualTo(4);
        }
    }

    @Test
    void namesIndexAndSizeOfAWrongAccess() {
        try (LongVector vector = LongVector.of(7)) {
            assertThatThrownBy(() -> vector.at(1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index 1, size 1");
            assertThatThrownBy(() -> vector.insert(2, 0)).hasMessageContaining("index 2");
            assertThatThrownBy(() -> vector.erase(0, 2)).hasMessage("from 0 to 2, size 1");
        }
        assertThatThrownBy(() -> LongVector.of().popBack())
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("index -1, size 0");
    }

    @Test
    void refusesEveryUseAfterClose() {
        LongVector vector = LongVector.of(1, 2);
        vector.close();
        vector.close();

        assertThatThrownBy(() -> vector.pushBack(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.at(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::sum).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::popBack).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.appendRange(new long[1], 0, 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.get(0)).isInstanceOf(IllegalStateException.class);
        assertThat(vector.size()).isZero();
    }

    @Test
    void refusesMoreThanItsGreatestSizeBeforeAskingForMemory() {
        try (LongVector vector = LongVector.of(1)) {
            assertThatThrownBy(() -> vector.reserve(LongVector.MAX_SIZE + 1))
                    .isInstanceOf(AllocationFailedException.class)
                    .hasMessageContaining("MAX_SIZE");
            assertThatThrownBy(() -> vector.resize(Long.MAX_VALUE, 0))
                    .isInstanceOf(AllocationFailedException.class);
            assertThat(vector.toArray()).containsExactly(1);
        }
    }

    @Test
    void growsInsideABoundedRegionUntilThatIsFull() {
        try (MonotonicResource region = new MonotonicResource(MemoryResource.system(), 1024);
                LongVector vector = new LongVector(region)) {
            for (int i = 0; i < 128; i++) {
                vector.pushBack(i);
            }
            assertThatThrownBy(() -> vector.pushBack(128))
                    .isInstanceOf(AllocationFailedException.class);
            assertThat(vector.size()).isEqualTo(128);
            assertThat(vector.back()).isEqualTo(127);
        }
    }

    @Test
    void swapsOnOneResourceOnly() {
        try (LongVector a = LongVector.of(1);
                LongVector b = LongVector.of(2, 3);
                LongVector elsewhere = new LongVector(new LimitedResource(a.resource(), 0))) {
            a.swap(b);
            assertThat(a.toArray()).containsExactly(2, 3);
            assertThat(b.toArray()).containsExactly(1);
            assertThatThrownBy(() -> a.swap(elsewhere))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void printsTheFirstElementsOfALongVector() {
        try (LongVector vector = new LongVector()) {
            vector.assign(1000, 5);
            assertThat(vector.toString()).startsWith("[5, 5, ").endsWith(", … 1000 in all]");
        }
        try (LongVector vector = LongVector.of(1, 2)) {
            assertThat(vector).hasToString("[1, 2]");
        }
    }

    @Test
    void aSourceThatCannotBeReadLeavesTheVectorAsItWas() {
        MemorySegment closed;
        ByteBuffer gone;
        try (Arena arena = Arena.ofConfined()) {
            closed = arena.allocate(80, 8);
            gone = closed.asByteBuffer();
        }
        try (LongVector vector = LongVector.of(1, 2, 3)) {
            assertThatThrownBy(() -> vector.insertRange(1, closed))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(vector.toArray()).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> vector.appendRange(gone))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(vector.toArray()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void appendsItsOwnMemoryGivenAsABuffer() {
        try (LongVector vector = LongVector.of(1, 2, 3)) {
            ByteBuffer own = vector.data().asByteBuffer().order(ByteOrder.nativeOrder());
            vector.appendRange(own);
            assertThat(vector.toArray()).containsExactly(1, 2, 3, 1, 2, 3);
        }
    }

    @Test
    void returnsAllMemoryAfterALongRandomRunOnAnyResource() {
        RandomRun.of(
                "LongVector",
                (resource, random, steps) -> {
                    try (LongVector vector = new LongVector(resource)) {
                        List<Long> model = new ArrayList<>();
                        for (int step = 0; step < steps; step++) {
                            int operation = random.nextInt(LongModel.OPERATIONS);
                            LongModel.apply(operation, random, vector, model);
                            assertThat(vector.asList()).isEqualTo(model);
                        }
                    }
                });
    }
}
