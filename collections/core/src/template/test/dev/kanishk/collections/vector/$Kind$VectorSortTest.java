package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sorts what others stumbled over, at sizes around every threshold, as arrays do. */
class $Kind$VectorSortTest {
    private static final long SEED = 20261125;
    private static final int[] SIZES = {
        0, 1, 2, 24, 25, 47, 48, 49, 255, 256, 257, 1000, 16_383, 16_384, 16_385, 70_000
    };

    private enum Pattern {
        RANDOM,
        SORTED,
        REVERSED,
        SAWTOOTH,
        ORGAN_PIPE,
        FEW_DISTINCT,
        LOW_BITS_DIFFER,
        HIGH_BITS_DIFFER,
        OUTER_BITS_DIFFER,
        ONE_OUTLIER,
        HALF_EQUAL;

        long bits(long random, int index, int size) {
            return switch (this) {
                case RANDOM -> random;
                case SORTED -> index;
                case REVERSED -> size - index;
                case SAWTOOTH -> index % 100;
                case ORGAN_PIPE -> Math.min(index, size - index);
                case FEW_DISTINCT -> (random & 7) * 0x9E37_79B9_7F4A_7C15L;
                case LOW_BITS_DIFFER -> 0x4142_4344_4546_4000L | (random & 0x3FF);
                case HIGH_BITS_DIFFER -> random & 0xF0E0_F0E0_F0E0_F0E0L;
                case OUTER_BITS_DIFFER -> (random << 62) | (random >>> 58);
                case ONE_OUTLIER -> index == size / 2 ? -1L >>> 1 : random & 0x3FF;
                case HALF_EQUAL -> index % 2 == 0 ? 0x1234_5678_1234_5678L : random;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void sortsAsArraysDo(Pattern pattern) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int size : SIZES) {
            $type$[] elements = new $type$[size];
            for (int i = 0; i < size; i++) {
                elements[i] = $Kind$KernelsTest.ofBits(pattern.bits(random.nextLong(), i, size));
            }
            try ($Kind$Vector vector = $Kind$Vector.of($Kind$Model.number(1))) {
                vector.appendRange(elements);
                vector.pushBack($Kind$Model.number(0));
                vector.slice(1, size + 1).sort();
                assertThat(vector.front()).isEqualTo($Kind$Model.number(1));
                assertThat(vector.back()).isEqualTo($Kind$Model.number(0));
                Arrays.sort(elements);
                assertThat(Arrays.equals(vector.slice(1, size + 1).toArray(), elements))
                        .as("%s elements, seed %s", size, SEED)
                        .isTrue();
            }
        }
    }
}
