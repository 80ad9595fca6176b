package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Model.array;
import static dev.kanishk.collections.vector.$Kind$Model.number;
import static dev.kanishk.collections.vector.$Kind$Model.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/**
 * What libc++'s {@code vector.data} and {@code vector.access} check: {@code data}, {@code at},
 * {@code operator[]}, {@code front}, {@code back}; and that use after close is an error.
 */
class $Kind$VectorDataTest {
    @Test
    void dataIsTheElementsAndWritesThrough() {
        try ($Kind$Vector vector = vector(1, 2, 3)) {
            MemorySegment data = vector.data();
            assertThat(data.byteSize()).isEqualTo(3 * $BYTES$);
            data.set($Kind$Access.ELEMENT, $BYTES$, number(9));
            assertThat(vector.toArray()).isEqualTo(array(1, 9, 3));
            assertThat(vector.slice(1, 2).data().get($Kind$Access.ELEMENT, 0))
                    .isEqualTo(number(9));
        }
        try ($Kind$Vector empty = vector()) {
            assertThat(empty.data().byteSize()).isZero();
        }
    }

    @Test
    void dataIsDeadAfterGrowthAndClose() {
        $Kind$Vector vector = vector(1, 2, 3);
        MemorySegment data = vector.data();
        vector.reserve(100);
        requireDead(data);
        MemorySegment later = vector.data();
        vector.set(0, number(7));
        assertThat(later.get($Kind$Access.ELEMENT, 0)).isEqualTo(number(7));
        vector.close();
        requireDead(later);
    }

    /** Without native access a segment cannot be ended before the arena that it came from. */
    private static void requireDead(MemorySegment segment) {
        if (NativeAccess.isEnabled()) {
            assertThatThrownBy(() -> segment.get($Kind$Access.ELEMENT, 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void accessOutsideIsAnErrorThatNamesIndexAndSize() {
        try ($Kind$Vector vector = vector(7)) {
            assertThatThrownBy(() -> vector.at(1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index 1, size 1");
            assertThatThrownBy(() -> vector.at(-1)).hasMessage("index -1, size 1");
            if (!Checks.NONE) {
                long behind = vector.capacity();
                assertThatThrownBy(() -> vector.get(behind))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage("index " + behind + ", size 1");
                assertThatThrownBy(() -> vector.set(-1, number(1)))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage("index -1, size 1");
            }
            vector.clear();
            assertThatThrownBy(vector::front).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(vector::back).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(vector::min).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void refusesEveryUseAfterClose() {
        $Kind$Vector vector = vector(1, 2);
        $Kind$Slice slice = vector.slice(0, 1);
        $Kind$Cursor cursor = vector.iterator();
        vector.close();
        vector.close();

        assertThatThrownBy(() -> vector.pushBack(number(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.at(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::sum).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::sort).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::popBack).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::toArray).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::data).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::asList).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::stream).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(vector::appender).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.appendRange(array(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.get(1L << 40)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.set(0, number(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vector.appender(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slice.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slice.set(0, number(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(slice::sort).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cursor::advance).isInstanceOf(IllegalStateException.class);
        assertThat(vector.size()).isZero();
    }

    @Test
    void nothingIsReadBeforeTheFirstElement() {
        try ($Kind$Vector vector = vector()) {
            assertThatThrownBy(() -> vector.get(0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("index 0, size 0");
            assertThatThrownBy(() -> vector.set(0, number(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void copiesToArraysAndMemory() {
        try ($Kind$Vector vector = vector(1, 2, 3)) {
            $type$[] target = new $type$[5];
            vector.slice(1, 3).copyTo(target, 3);
            assertThat(target).isEqualTo(array(0, 0, 0, 2, 3));
            assertThatThrownBy(() -> vector.copyTo(target, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            MemorySegment memory = MemorySegment.ofArray(new $type$[4]);
            vector.copyTo(memory, $BYTES$);
            assertThat(memory.toArray($Kind$Access.ELEMENT)).isEqualTo(array(0, 1, 2, 3));
        }
    }
}
