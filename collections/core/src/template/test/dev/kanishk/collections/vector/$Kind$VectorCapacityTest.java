package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Model.array;
import static dev.kanishk.collections.vector.$Kind$Model.number;
import static dev.kanishk.collections.vector.$Kind$Model.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.FailingResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What libc++'s {@code vector.capacity} checks: {@code empty}, {@code size}, {@code capacity},
 * {@code max_size}, {@code reserve}, {@code resize} with and without a value, {@code
 * shrink_to_fit}, {@code swap}, and the exceptions of each.
 */
class $Kind$VectorCapacityTest {
    private final TrackingResource tracked = new TrackingResource(MemoryResource.system());
    private final FailingResource resource = new FailingResource(tracked);

    @AfterEach
    void nothingLeaks() {
        assertThat(tracked.outstandingBlocks()).isZero();
        tracked.close();
    }

    @Test
    void reserveMakesRoomExactlyAndNeverLess() {
        try ($Kind$Vector vector = vector(resource, 1, 2)) {
            vector.reserve(37);
            assertThat(vector.capacity()).isEqualTo(37);
            vector.reserve(5);
            assertThat(vector.capacity()).isEqualTo(37);
            assertThat(vector.toArray()).isEqualTo(array(1, 2));
        }
    }

    @Test
    void reserveBeyondMaxSizeFailsBeforeAskingForMemory() {
        try ($Kind$Vector vector = vector(resource, 1)) {
            assertThat(vector.maxSize()).isEqualTo($Kind$Vector.MAX_SIZE);
            for (long many : new long[] {vector.maxSize() + 1, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> vector.reserve(many))
                        .isInstanceOf(AllocationFailedException.class)
                        .hasMessageContaining("MAX_SIZE");
                assertThatThrownBy(() -> vector.resize(many))
                        .isInstanceOf(AllocationFailedException.class);
                assertThatThrownBy(() -> vector.insert(0, many, number(1)))
                        .isInstanceOf(AllocationFailedException.class);
            }
            assertThat(vector.toArray()).isEqualTo(array(1));
        }
    }

    @Test
    void resizeAddsZerosOrTheValueAndRemovesFromTheEnd() {
        try ($Kind$Vector vector = vector(resource, 1, 2)) {
            vector.resize(4);
            vector.resize(5, number(9));
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 0, 0, 9));
            vector.resize(1);
            assertThat(vector.toArray()).isEqualTo(array(1));
            assertThatThrownBy(() -> vector.resize(-1)).hasMessageContaining("-1");
        }
    }

    @Test
    void resizeWithinTheCapacityMovesNothing() {
        try ($Kind$Vector vector = vector(resource, 1, 2)) {
            vector.reserve(10);
            long address = vector.data().address();
            resource.failAfter(0);
            vector.resize(10, number(3));
            assertThat(vector.data().address()).isEqualTo(address);
        }
    }

    @Test
    void shrinkToFitGivesMemoryBack() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            vector.reserve(1000);
            vector.shrinkToFit();
            assertThat(vector.capacity()).isEqualTo(3);
            assertThat(tracked.outstandingBytes()).isEqualTo(3 * $BYTES$);
            vector.clear();
            vector.shrinkToFit();
            assertThat(tracked.outstandingBlocks()).isZero();
            assertThat(vector.capacity()).isZero();
        }
    }

    @Test
    void whatFailsLeavesSizeCapacityAndElements() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            vector.reserve(6);
            resource.failAfter(0);
            assertThatThrownBy(() -> vector.reserve(7))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(() -> vector.resize(7))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(vector::shrinkToFit).isInstanceOf(AllocationFailedException.class);
            assertThat(vector.capacity()).isEqualTo(6);
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3));
        }
    }

    @Test
    void growsGeometrically() {
        try ($Kind$Vector vector = new $Kind$Vector(resource)) {
            int growths = 0;
            long capacity = 0;
            for (int i = 0; i < 100_000; i++) {
                vector.pushBack(number(1));
                growths += vector.capacity() == capacity ? 0 : 1;
                capacity = vector.capacity();
            }
            assertThat(growths).isLessThan(16);
        }
    }

    @Test
    void swapExchangesBlocks() {
        try ($Kind$Vector a = vector(resource, 1);
                $Kind$Vector b = vector(resource, 2, 3)) {
            long address = a.data().address();
            a.swap(b);
            assertThat(a.toArray()).isEqualTo(array(2, 3));
            assertThat(b.toArray()).isEqualTo(array(1));
            assertThat(b.data().address()).isEqualTo(address);
            a.swap(a);
            assertThat(a.toArray()).isEqualTo(array(2, 3));
            try ($Kind$Vector elsewhere = vector(4)) {
                assertThatThrownBy(() -> a.swap(elsewhere))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
