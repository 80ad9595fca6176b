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
 * What libc++'s {@code vector.cons} checks: the default, sized, filling, copying, range and moving
 * constructors, with and without a resource; {@code assign} of a count, a range and a list; copy
 * and move assignment; what happens if an allocation fails in each.
 */
class $Kind$VectorConsTest {
    private final TrackingResource tracked = new TrackingResource(MemoryResource.system());
    private final FailingResource resource = new FailingResource(tracked);

    @AfterEach
    void nothingLeaks() {
        assertThat(tracked.outstandingBlocks()).isZero();
        tracked.close();
    }

    @Test
    void defaultHasNoElementsAndNoMemory() {
        try ($Kind$Vector vector = new $Kind$Vector(resource)) {
            assertThat(vector.isEmpty()).isTrue();
            assertThat(vector.capacity()).isZero();
            assertThat(tracked.outstandingBlocks()).isZero();
        }
    }

    @Test
    void countAndValue() {
        try ($Kind$Vector vector = new $Kind$Vector(50, number(3), resource)) {
            assertThat(vector.size()).isEqualTo(50);
            assertThat(vector.capacity()).isEqualTo(50);
            assertThat(vector.count(number(3))).isEqualTo(50);
        }
    }

    @Test
    void copyIsEqualIndependentAndWithoutSpareCapacity() {
        try ($Kind$Vector original = vector(resource, 1, 2, 3)) {
            original.reserve(20);
            try ($Kind$Vector copy = original.copy()) {
                assertThat(copy).isEqualTo(original);
                assertThat(copy.capacity()).isEqualTo(3);
                copy.set(0, number(9));
                assertThat(original.get(0)).isEqualTo(number(1));
            }
        }
    }

    @Test
    void copyOnAnotherResource() {
        try ($Kind$Vector original = vector(1, 2, 3);
                $Kind$Vector copy = new $Kind$Vector(original.slice(1, 3), resource)) {
            assertThat(copy.toArray()).isEqualTo(array(2, 3));
            assertThat(copy.resource()).isSameAs(resource);
        }
    }

    @Test
    void moveTakesTheBlockAndLeavesNothing() {
        try ($Kind$Vector original = vector(resource, 1, 2, 3)) {
            int blocks = tracked.outstandingBlocks();
            try ($Kind$Vector moved = original.move()) {
                assertThat(moved.toArray()).isEqualTo(array(1, 2, 3));
                assertThat(original.isEmpty()).isTrue();
                assertThat(original.capacity()).isZero();
                assertThat(tracked.outstandingBlocks()).isEqualTo(blocks);
                original.pushBack(number(7));
                assertThat(original.toArray()).isEqualTo(array(7));
            }
        }
    }

    @Test
    void moveAssignmentOnOneResourceTakesTheBlock() {
        try ($Kind$Vector a = vector(resource, 1, 2, 3);
                $Kind$Vector b = vector(resource, 4)) {
            b.moveFrom(a);
            assertThat(b.toArray()).isEqualTo(array(1, 2, 3));
            assertThat(a.isEmpty()).isTrue();
            assertThat(tracked.outstandingBlocks()).isEqualTo(1);
            b.moveFrom(b);
            assertThat(b.toArray()).isEqualTo(array(1, 2, 3));
        }
    }

    @Test
    void moveAssignmentAcrossResourcesCopies() {
        try ($Kind$Vector a = vector(1, 2, 3);
                $Kind$Vector b = vector(resource, 4)) {
            b.moveFrom(a);
            assertThat(b.toArray()).isEqualTo(array(1, 2, 3));
            assertThat(a.isEmpty()).isTrue();
            assertThat(b.resource()).isSameAs(resource);
        }
    }

    @Test
    void moveAssignmentAcrossResourcesThatFailsLeavesBoth() {
        try ($Kind$Vector a = vector(1, 2, 3);
                $Kind$Vector b = vector(resource, 4)) {
            b.shrinkToFit();
            resource.failAfter(0);
            assertThatThrownBy(() -> b.moveFrom(a)).isInstanceOf(AllocationFailedException.class);
            assertThat(b.toArray()).isEqualTo(array(4));
            assertThat(a.toArray()).isEqualTo(array(1, 2, 3));
        }
    }

    @Test
    void assignReusesCapacity() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            vector.reserve(100);
            resource.failAfter(0);
            vector.assign(100, number(5));
            assertThat(vector.count(number(5))).isEqualTo(100);
            vector.assignRange(array(7, 8));
            assertThat(vector.toArray()).isEqualTo(array(7, 8));
            assertThat(vector.capacity()).isEqualTo(100);
        }
    }

    @Test
    void assignOfItselfAndOfItsParts() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3, 4)) {
            vector.assignRange(vector);
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3, 4));
            vector.assignRange(vector.slice(1, 4));
            assertThat(vector.toArray()).isEqualTo(array(2, 3, 4));
        }
    }

    @Test
    void constructorsThatFailLeakNothing() {
        resource.failAfter(0);
        assertThatThrownBy(() -> new $Kind$Vector(5, number(1), resource))
                .isInstanceOf(AllocationFailedException.class);
        try ($Kind$Vector other = vector(1, 2)) {
            assertThatThrownBy(() -> new $Kind$Vector(other, resource))
                    .isInstanceOf(AllocationFailedException.class);
        }
        assertThatThrownBy(() -> new $Kind$Vector(-1, number(1), resource))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
