package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Model.array;
import static dev.kanishk.collections.vector.$Kind$Model.number;
import static dev.kanishk.collections.vector.$Kind$Model.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.MemoryResource;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What libc++'s {@code vector.special} and the comparison tests check: {@code swap} as a function,
 * {@code ==}, {@code <=>}; and the algorithms against simple ones.
 */
class $Kind$VectorSpecialTest {
    private static final long SEED = 20261124;

    @Test
    void comparesLexicographically() {
        try ($Kind$Vector a = vector(1, 2, 3);
                $Kind$Vector b = vector(1, 2, 4);
                $Kind$Vector prefix = vector(1, 2);
                $Kind$Vector empty = vector()) {
            assertThat(a).isLessThan(b).isGreaterThan(prefix).isNotEqualTo(b);
            assertThat(empty).isLessThan(prefix).isEqualByComparingTo(empty);
            assertThat(a.slice(0, 2)).isEqualTo(prefix).hasSameHashCodeAs(prefix);
            assertThat(a.mismatch(b)).isEqualTo(2);
            assertThat(a.mismatch(prefix)).isEqualTo(2);
            assertThat(a.mismatch(a)).isEqualTo(-1);
        }
    }

    // #if float double
    @Test
    void ordersAsCompareDoes() {
        $type$ otherNan = $Box$.$bits$BitsTo$Kind$(
                $Box$.$type$ToRaw$Bits$Bits($Box$.NaN) | $Box$.$type$ToRaw$Bits$Bits(-0.0f) | 1);
        try ($Kind$Vector a = $Kind$Vector.of(0.0f, $Box$.NaN, -0.0f, otherNan, 1, -1);
                $Kind$Vector b = $Kind$Vector.of(0.0f, otherNan, -0.0f, $Box$.NaN, 1, -1)) {
            assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
            assertThat(a.indexOf(-0.0f)).isEqualTo(2);
            assertThat(a.indexOf($Box$.NaN)).isEqualTo(1);
            assertThat(a.min()).isEqualTo(-1);
            assertThat(a.max()).isNaN();
            for (int i = 0; i < 20; i++) {
                a.appendRange(b);
            }
            $type$[] sorted = a.toArray();
            Arrays.sort(sorted);
            a.sort();
            assertThat(a.toArray()).isEqualTo(sorted);
            assertThat(a.isSorted()).isTrue();
        }
    }

    // #end
    @Test
    void sortsAsArraysDo() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int size : new int[] {0, 1, 2, 47, 48, 49, 50, 200, 3000, 70_000}) {
            for (int shape = 0; shape < 6; shape++) {
                $type$[] elements = shaped(random, size, shape);
                try ($Kind$Vector vector = $Kind$Vector.of(elements)) {
                    vector.sort();
                    $type$[] expected = elements.clone();
                    Arrays.sort(expected);
                    assertThat(Arrays.equals(vector.toArray(), expected))
                            .as("size %s, shape %s, seed %s", size, shape, SEED)
                            .isTrue();
                    vector.assignRange(elements);
                    int middle = size / 3;
                    vector.partialSort(middle);
                    assertThat(Arrays.equals(
                                    vector.slice(0, middle).toArray(),
                                    Arrays.copyOf(expected, middle)))
                            .isTrue();
                    if (size > 0) {
                        vector.assignRange(elements);
                        vector.nthElement(size / 2);
                        assertThat(vector.get(size / 2)).isEqualTo(expected[size / 2]);
                        vector.slice(0, size / 2).sort();
                        vector.slice(size / 2, size).sort();
                        assertThat(Arrays.equals(vector.toArray(), expected)).isTrue();
                    }
                }
            }
        }
    }

    private static $type$[] shaped(SplittableRandom random, int size, int shape) {
        $type$[] elements = new $type$[size];
        for (int i = 0; i < size; i++) {
            long bits = random.nextLong();
            elements[i] =
                    switch (shape) {
                        // #if float
                        case 0 -> Float.intBitsToFloat((int) bits);
                        // #end
                        // #if double
                        case 0 -> Double.longBitsToDouble(bits);
                        // #end
                        // #if byte short char int
                        case 0 -> ($type$) bits;
                        // #end
                        // #if long
                        case 0 -> bits;
                        // #end
                        case 1 -> $fromInt$((int) (bits & 7));
                        case 2 -> $fromInt$(i);
                        case 3 -> $fromInt$(size - i);
                        case 4 -> i % 100 == 0 ? $Box$.MAX_VALUE : $fromInt$((int) (bits & 1));
                        default -> $fromInt$(Math.min(i, size - i));
                    };
        }
        return elements;
    }

    @Test
    void sortByAnOrderIsStableAndLeavesTheElementsIfThatThrows() {
        int[] numbers = new int[100];
        for (int i = 0; i < 100; i++) {
            numbers[i] = (i * 37) % 100;
        }
        try ($Kind$Vector vector = vector(numbers)) {
            vector.stableSort((a, b) -> Double.compare(a % 10, b % 10));
            int[] expected =
                    Arrays.stream(numbers)
                            .boxed()
                            .sorted((a, b) -> Integer.compare(a % 10, b % 10))
                            .mapToInt(i -> i)
                            .toArray();
            assertThat(vector.toArray()).isEqualTo(array(expected));
            assertThatThrownBy(
                            () ->
                                    vector.sort(
                                            (a, b) -> {
                                                throw new IllegalStateException("no order");
                                            }))
                    .hasMessage("no order");
            assertThatThrownBy(
                            () ->
                                    vector.sort(
                                            (a, b) -> {
                                                vector.clear();
                                                return 0;
                                            }))
                    .isInstanceOf(ConcurrentModificationException.class);
        }
    }

    @Test
    void findsBounds() {
        try ($Kind$Vector vector = vector(1, 3, 3, 5)) {
            assertThat(vector.lowerBound(number(0))).isZero();
            assertThat(vector.lowerBound(number(3))).isEqualTo(1);
            assertThat(vector.upperBound(number(3))).isEqualTo(3);
            assertThat(vector.lowerBound(number(6))).isEqualTo(4);
            assertThat(vector.equalRange(number(3)).toArray()).isEqualTo(array(3, 3));
            assertThat(vector.binarySearch(number(3))).isEqualTo(1);
            assertThat(vector.binarySearch(number(4))).isEqualTo(-4);
            assertThat(vector.slice(1, 4).lowerBound(number(5))).isEqualTo(2);
        }
    }

    @Test
    void combinesSortedSequencesAsMultisets() {
        try ($Kind$Vector a = vector(1, 2, 2, 2, 5);
                $Kind$Vector b = vector(2, 2, 3, 5, 5);
                $Kind$Vector result = vector()) {
            $Kind$Sets.merge(a, b, result);
            assertThat(result.toArray()).isEqualTo(array(1, 2, 2, 2, 2, 2, 3, 5, 5, 5));
            result.clear();
            $Kind$Sets.union(a, b, result);
            assertThat(result.toArray()).isEqualTo(array(1, 2, 2, 2, 3, 5, 5));
            result.clear();
            $Kind$Sets.intersection(a, b, result);
            assertThat(result.toArray()).isEqualTo(array(2, 2, 5));
            assertThat($Kind$Sets.includes(a, result)).isTrue();
            assertThat($Kind$Sets.includes(result, a)).isFalse();
            result.clear();
            $Kind$Sets.difference(a, b, result);
            assertThat(result.toArray()).isEqualTo(array(1, 2));
            result.clear();
            $Kind$Sets.symmetricDifference(a, b, result);
            assertThat(result.toArray()).isEqualTo(array(1, 2, 3, 5));
            $Kind$Sets.merge(a, a.slice(0, 1), a);
            assertThat(a.toArray()).isEqualTo(array(1, 2, 2, 2, 5, 1, 1, 2, 2, 2, 5));
        }
    }

    @Test
    void reducesAsALoopDoes() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int size : new int[] {1, 2, 3, 7, 8, 9, 31, 100, 1001}) {
            try ($Kind$Vector vector = vector(random.ints(size, 0, 100).toArray())) {
                $sum$ sum = 0;
                $sum$ dot = 0;
                for (long i = 0; i < size; i++) {
                    sum += vector.get(i);
                    dot += ($sum$) 1 * vector.get(i) * vector.get(i);
                }
                assertThat(vector.sum()).isEqualTo(sum);
                assertThat(vector.dot(vector)).isEqualTo(dot);
                $sum$ folded = vector.accumulate(0, (a, b) -> a + b);
                $sum$ streamed = vector.stream().sum();
                $sum$ inParallel = vector.stream().parallel().sum();
                assertThat(folded).isEqualTo(sum);
                assertThat(streamed).isEqualTo(sum);
                assertThat(inParallel).isEqualTo(sum);
                $type$[] sorted = vector.toArray();
                Arrays.sort(sorted);
                assertThat(vector.minMax())
                        .isEqualTo(new $Kind$MinMax(sorted[0], sorted[size - 1]));
            }
        }
    }

    @Test
    void walksBothWays() {
        try ($Kind$Vector vector = vector(1, 2, 3)) {
            $Kind$Cursor cursor = vector.iterator();
            assertThat(cursor.advance()).isEqualTo(number(1));
            cursor.set(number(8));
            assertThat(cursor.advance()).isEqualTo(number(2));
            cursor.remove();
            assertThatThrownBy(cursor::remove).isInstanceOf(IllegalStateException.class);
            assertThat(cursor.advance()).isEqualTo(number(3));
            assertThat(cursor.hasNext()).isFalse();
            assertThatThrownBy(cursor::advance).isInstanceOf(NoSuchElementException.class);
            assertThat(cursor.retreat()).isEqualTo(number(3));
            assertThat(cursor.retreat()).isEqualTo(number(8));
            assertThat(cursor.hasPrevious()).isFalse();
            assertThatThrownBy(cursor::retreat).isInstanceOf(NoSuchElementException.class);
            assertThat(vector.toArray()).isEqualTo(array(8, 3));
            assertThatThrownBy(() -> vector.slice(0, 1).iterator().remove())
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void whatAnOperationInvalidatedIsCaughtInTheDebugModeAndHarmlessOtherwise() {
        try ($Kind$Vector vector = vector(1, 2, 3)) {
            $Kind$Cursor cursor = vector.iterator();
            $Kind$Slice slice = vector.slice(0, 2);
            vector.set(1, number(5));
            assertThat(slice.get(1)).isEqualTo(number(5));
            vector.insert(0, number(9));
            if (Checks.DEBUG) {
                assertThatThrownBy(cursor::advance)
                        .isInstanceOf(ConcurrentModificationException.class)
                        .hasMessageContaining("insert()");
                assertThatThrownBy(() -> slice.get(0))
                        .isInstanceOf(ConcurrentModificationException.class)
                        .hasMessageContaining("insert()");
                assertThatThrownBy(slice::sum)
                        .isInstanceOf(ConcurrentModificationException.class);
            } else {
                assertThatCode(cursor::advance).doesNotThrowAnyException();
                assertThat(slice.get(0)).isEqualTo(number(9));
            }
            $Kind$Slice all = vector.slice(0, 4);
            vector.resize(2);
            assertThatThrownBy(all::sum).isInstanceOf(ConcurrentModificationException.class);
        }
    }

    @Test
    void pushesThatDoNotGrowInvalidateNothing() {
        try ($Kind$Vector vector = vector(1, 2, 3)) {
            vector.reserve(10);
            $Kind$Slice slice = vector.slice(1, 3);
            vector.pushBack(number(4));
            assertThat(slice.sum()).isEqualTo(5);
        }
    }

    @Test
    void printsTheFirstElementsOfALongVector() {
        try ($Kind$Vector vector = new $Kind$Vector(1000, number(65), MemoryResource.system())) {
            assertThat(vector.toString()).startsWith("[").endsWith(", … 1000 in all]");
        }
    }
}
