package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Model.array;
import static dev.kanishk.collections.vector.$Kind$Model.number;
import static dev.kanishk.collections.vector.$Kind$Model.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What libc++'s {@code vector.erasure} checks: {@code std::erase} and {@code std::erase_if}. */
class $Kind$VectorErasureTest {
    @Test
    void erasesAllThatEqualAValue() {
        try ($Kind$Vector vector = vector(1, 2, 1, 1, 3)) {
            assertThat(vector.eraseAll(number(1))).isEqualTo(3);
            assertThat(vector.eraseAll(number(7))).isZero();
            assertThat(vector.toArray()).isEqualTo(array(2, 3));
        }
        try ($Kind$Vector empty = vector()) {
            assertThat(empty.eraseAll(number(1))).isZero();
        }
    }

    @Test
    void removesAllThatMeetACondition() {
        try ($Kind$Vector vector = vector(1, 2, 3, 4, 5)) {
            assertThat(vector.removeIf(element -> element > 3)).isEqualTo(2);
            assertThat(vector.removeIf(element -> element > 3)).isZero();
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3));
            assertThat(vector.removeIf(element -> true)).isEqualTo(3);
        }
    }

    @Test
    void aConditionThatThrowsLosesNoElementThatDidNotMeetIt() {
        try ($Kind$Vector vector = vector(9, 1, 9, 2, 3, 9)) {
            assertThatThrownBy(
                            () ->
                                    vector.removeIf(
                                            element -> {
                                                if (element == 3) {
                                                    throw new IllegalStateException("three");
                                                }
                                                return element == 9;
                                            }))
                    .hasMessage("three");
            assertThat(vector.toArray()).isEqualTo(array(1, 2, 3, 9));
        }
    }

    @Test
    void aConditionThatClosesTheVectorReachesNoFreedMemory() {
        $Kind$Vector vector = vector(1, 2, 3);
        assertThatThrownBy(
                        () ->
                                vector.removeIf(
                                        element -> {
                                            vector.close();
                                            return false;
                                        }))
                .isInstanceOf(RuntimeException.class);
    }
}
