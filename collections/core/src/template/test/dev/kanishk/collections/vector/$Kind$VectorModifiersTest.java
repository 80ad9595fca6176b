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
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What libc++'s {@code vector.modifiers} checks: {@code push_back}, {@code pop_back}, {@code
 * clear}, {@code insert} of a value, a count and a range, {@code insert_range}, {@code
 * append_range}, {@code assign_range}, {@code erase} of a place and a range; with arguments that
 * are the vector itself, and with allocations that fail. {@code emplace} and {@code emplace_back}
 * have no counterpart.
 */
class $Kind$VectorModifiersTest {
    private final TrackingResource tracked = new TrackingResource(MemoryResource.system());
    private final FailingResource resource = new FailingResource(tracked);

    @AfterEach
    void nothingLeaks() {
        assertThat(tracked.outstandingBlocks()).isZero();
        tracked.close();
    }

    @Test
    void pushBackThatFailsLeavesTheVector() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            resource.failAfter(0);
            assertThatThrownBy(() -> vector.pushBack(number(4)))
                    .isInstanceOf(AllocationFailedException.class);
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3));
            resource.failNoMore();
            vector.pushBack(vector.front());
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3, 1));
        }
    }

    @Test
    void popBackOfNothingIsAnError() {
        try ($Kind$Vector vector = vector(resource, 1)) {
            assertThat(vector.popBack()).isEqualTo(number(1));
            assertThatThrownBy(vector::popBack)
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index -1, size 0");
        }
    }

    @Test
    void insertsOneAtEveryPlace() {
        for (int place = 0; place <= 3; place++) {
            try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
                vector.insert(place, number(9));
                int[] expected = {1, 2, 3, 3};
                System.arraycopy(new int[] {1, 2, 3}, place, expected, place + 1, 3 - place);
                expected[place] = 9;
                assertThat(vector.toArray()).isEqualTo(array(expected));
            }
        }
    }

    @Test
    void insertsACountAlsoOfNone() {
        try ($Kind$Vector vector = vector(resource, 1, 2)) {
            vector.insert(1, 0, number(9));
            vector.insert(1, 3, number(9));
            vector.insert(0, 1L, vector.back());
            assertThat(vector.toArray()).isEqualTo(array(2, 1, 9, 9, 9, 2));
            assertThatThrownBy(() -> vector.insert(0, -1L, number(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void insertsItselfAtEveryPlaceWithAndWithoutGrowth() {
        for (int spare : new int[] {0, 100}) {
            for (int place = 0; place <= 4; place++) {
                try ($Kind$Vector vector = vector(resource, 1, 2, 3, 4)) {
                    vector.reserve(4L + spare);
                    vector.insertRange(place, vector);
                    int[] expected = new int[8];
                    int[] old = {1, 2, 3, 4};
                    System.arraycopy(old, 0, expected, 0, place);
                    System.arraycopy(old, 0, expected, place, 4);
                    System.arraycopy(old, place, expected, place + 4, 4 - place);
                    assertThat(vector.toArray()).isEqualTo(array(expected));
                }
            }
        }
    }

    @Test
    void insertsItsOwnMemory() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            vector.insertRange(1, vector.data());
            assertThat(vector.toArray()).isEqualTo(array(1, 1, 2, 3, 2, 3));
            vector.appendRange(vector.data().asSlice($BYTES$, 2 * $BYTES$));
            assertThat(vector.toArray()).isEqualTo(array(1, 1, 2, 3, 2, 3, 1, 2));
        }
    }

    @Test
    void rejectsMemoryThatIsNoWholeNumberOfElements() {
        try ($Kind$Vector vector = vector(resource, 1)) {
            MemorySegment odd = MemorySegment.ofArray(new byte[] {1, 2, 3});
            if ($BYTES$ == 1) {
                vector.appendRange(odd);
                assertThat(vector.toArray()).isEqualTo(array(1, 1, 2, 3));
            } else {
                assertThatThrownBy(() -> vector.appendRange(odd)).hasMessageContaining("3 bytes");
            }
        }
    }

    @Test
    void insertThatFailsLeavesTheVector() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            resource.failAfter(0);
            assertThatThrownBy(() -> vector.insert(1, number(9)))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(() -> vector.insert(1, 9, number(9)))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(() -> vector.insertRange(0, vector))
                    .isInstanceOf(AllocationFailedException.class);
            assertThatThrownBy(() -> vector.insertRange(0, vector.data()))
                    .isInstanceOf(AllocationFailedException.class);
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3));
        }
    }

    @Test
    void insertOutsideNamesThePlace() {
        try ($Kind$Vector vector = vector(resource, 1)) {
            assertThatThrownBy(() -> vector.insert(2, number(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index 2 to insert at, size 1");
            assertThatThrownBy(() -> vector.insert(-1, number(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void erasesPlacesAndRangesAlsoEmptyOnes() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3, 4, 5)) {
            vector.erase(5, 5);
            vector.erase(0, 0);
            vector.erase(4);
            vector.erase(0);
            assertThat(vector.toArray()).isEqualTo(array(2, 3, 4));
            vector.erase(1, 3);
            assertThat(vector.toArray()).isEqualTo(array(2));
            assertThatThrownBy(() -> vector.erase(1)).hasMessage("index 1, size 1");
            assertThatThrownBy(() -> vector.erase(0, 2)).hasMessage("from 0 to 2, size 1");
            assertThatThrownBy(() -> vector.erase(1, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            vector.erase(0, 1);
            assertThat(vector.isEmpty()).isTrue();
        }
    }

    @Test
    void clearKeepsTheCapacity() {
        try ($Kind$Vector vector = vector(resource, 1, 2, 3)) {
            vector.clear();
            assertThat(vector.isEmpty()).isTrue();
            assertThat(vector.capacity()).isEqualTo(3);
        }
    }

    @Test
    void appenderAddsAcrossGrowthsAndPublishes() {
        try ($Kind$Vector vector = vector(resource, 1)) {
            try ($Kind$Appender appender = vector.appender()) {
                for (int i = 0; i < 1000; i++) {
                    appender.pushBack(number(i % 100));
                }
                appender.flush();
                assertThat(vector.size()).isEqualTo(1001);
                assertThat(vector.back()).isEqualTo(number(99));
                appender.pushBack(number(42));
            }
            assertThat(vector.size()).isEqualTo(1002);
            assertThat(vector.back()).isEqualTo(number(42));
            assertThat(vector.get(501)).isEqualTo(number(0));
        }
    }

    @Test
    void whileAnAppenderIsOpenNothingElseChangesTheSize() {
        try ($Kind$Vector vector = vector(resource, 1, 2)) {
            $Kind$Appender appender = vector.appender();
            assertThatThrownBy(() -> vector.pushBack(number(1))).hasMessageContaining("appender");
            assertThatThrownBy(() -> vector.erase(0)).hasMessageContaining("appender");
            assertThatThrownBy(vector::clear).hasMessageContaining("appender");
            assertThatThrownBy(vector::popBack).hasMessageContaining("appender");
            assertThatThrownBy(vector::close).hasMessageContaining("appender");
            assertThatThrownBy(vector::appender).hasMessageContaining("appender");
            assertThat(vector.sum()).isEqualTo(3);
            assertThat(vector.capacity()).isEqualTo(2);
            appender.close();
            appender.close();
            vector.pushBack(number(3));
            assertThatThrownBy(() -> appender.pushBack(number(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(appender::flush).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void appenderThatFailsKeepsWhatItAdded() {
        try ($Kind$Vector vector = vector(resource, 1)) {
            vector.reserve(3);
            assertThat(vector.capacity()).isEqualTo(3);
            resource.failAfter(0);
            try ($Kind$Appender appender = vector.appender()) {
                appender.pushBack(number(2));
                appender.pushBack(number(3));
                assertThatThrownBy(() -> appender.pushBack(number(4)))
                        .isInstanceOf(AllocationFailedException.class);
                resource.failNoMore();
                appender.pushBack(number(5));
            }
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3, 5));
        }
    }
}
