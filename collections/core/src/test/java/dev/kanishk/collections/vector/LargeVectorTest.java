package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.NativeAccess;
import org.junit.jupiter.api.Test;

/** More elements than an int can count; only a few pages of them are touched. */
class LargeVectorTest {
    private static final long SIZE = (1L << 31) + 10;

    @Test
    void countsBeyondTheRangeOfInt() {
        assertThat(ByteVector.MAX_SIZE).isGreaterThan(SIZE);
        if (!NativeAccess.isEnabled()) {
            // An arena clears its memory: all of it would be touched.
            return;
        }
        try (ByteVector vector = new ByteVector()) {
            vector.reserve(SIZE + 10);
            vector.publish(vector.address() + SIZE);
            vector.set(SIZE - 1, (byte) 7);
            vector.pushBack((byte) 8);

            assertThat(vector.size()).isEqualTo(SIZE + 1);
            assertThat(vector.back()).isEqualTo((byte) 8);
            assertThat(vector.at(SIZE - 1)).isEqualTo((byte) 7);
            assertThat(vector.slice(SIZE - 1, SIZE + 1).toArray()).containsExactly(7, 8);
            assertThat(vector.asList()).hasSize(Integer.MAX_VALUE);
            vector.insert(SIZE, (byte) 5);
            vector.erase(SIZE - 1);
            assertThat(vector.slice(SIZE - 1, SIZE + 1).toArray()).containsExactly(5, 8);
            vector.slice(SIZE - 1, SIZE + 1).sort();
            assertThat(vector.cursor(SIZE).retreat()).isEqualTo((byte) 5);
            assertThatThrownBy(vector::toArray).hasMessageContaining("" + (SIZE + 1));
            assertThatThrownBy(() -> vector.at(SIZE + 1))
                    .hasMessage("index " + (SIZE + 1) + ", size " + (SIZE + 1));
        }
    }
}
