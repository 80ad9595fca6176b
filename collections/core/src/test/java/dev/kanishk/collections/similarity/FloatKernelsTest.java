package dev.kanishk.collections.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The kernels of this JVM's providers, against sums in double precision. */
class FloatKernelsTest {
    private static final double UNIT = 0x1p-24;

    /** Both providers where the JVM has both. */
    private static List<FloatKernels> providers() {
        return Stream.concat(Stream.of(Kernels.SCALAR), Kernels.vectorApi().stream())
                .map(Kernels::floats)
                .toList();
    }

    @Property(tries = 400)
    void staysWithinTheDocumentedErrorInArraysAndSegments(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 2000) int dimension,
            @ForAll @IntRange(max = 20) int aOffset,
            @ForAll @IntRange(max = 20) int bOffset) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] a = randomFloats(random, aOffset + dimension + 3);
        float[] b = randomFloats(random, bOffset + dimension + 3);
        Reference exact = Reference.of(a, aOffset, b, bOffset, dimension);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment inA = offHeap(arena, a, 1);
            MemorySegment inB = offHeap(arena, b, 3);
            long atA = 1 + 4L * aOffset;
            long atB = 3 + 4L * bOffset;
            for (FloatKernels kernels : providers()) {
                exact.check(
                        kernels.dotProduct(a, aOffset, b, bOffset, dimension),
                        kernels.squaredDistance(a, aOffset, b, bOffset, dimension),
                        kernels.cosine(a, aOffset, b, bOffset, dimension));
                exact.check(
                        kernels.dotProduct(inA, atA, inB, atB, dimension),
                        kernels.squaredDistance(inA, atA, inB, atB, dimension),
                        kernels.cosine(inA, atA, inB, atB, dimension));
            }
        }
    }

    @Property(tries = 200)
    void readsNothingOutsideTheVectors(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int dimension) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] a = randomFloats(random, dimension + 2);
        float[] b = randomFloats(random, dimension + 2);
        Reference exact = Reference.of(a, 1, b, 1, dimension);
        a[0] = a[dimension + 1] = Float.NaN;
        b[0] = b[dimension + 1] = Float.NaN;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment inA = offHeap(arena, a, 0);
            MemorySegment inB = offHeap(arena, b, 0);
            for (FloatKernels kernels : providers()) {
                exact.check(
                        kernels.dotProduct(a, 1, b, 1, dimension),
                        kernels.squaredDistance(a, 1, b, 1, dimension),
                        kernels.cosine(a, 1, b, 1, dimension));
                exact.check(
                        kernels.dotProduct(inA, 4, inB, 4, dimension),
                        kernels.squaredDistance(inA, 4, inB, 4, dimension),
                        kernels.cosine(inA, 4, inB, 4, dimension));
            }
        }
    }

    @Property(tries = 200)
    void carriesNanAndInfinityWhereverTheyStand(
            @ForAll @IntRange(min = 1, max = 200) int dimension,
            @ForAll @IntRange(max = 199) int at) {
        int position = at % dimension;
        float[] ones = new float[dimension];
        java.util.Arrays.fill(ones, 1);
        float[] notANumber = ones.clone();
        notANumber[position] = Float.NaN;
        float[] infinite = ones.clone();
        infinite[position] = Float.NEGATIVE_INFINITY;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment onesThere = offHeap(arena, ones, 0);
            MemorySegment notANumberThere = offHeap(arena, notANumber, 0);
            for (FloatKernels kernels : providers()) {
                assertThat(kernels.dotProduct(ones, 0, notANumber, 0, dimension)).isNaN();
                assertThat(kernels.squaredDistance(ones, 0, notANumber, 0, dimension)).isNaN();
                assertThat(kernels.cosine(ones, 0, notANumber, 0, dimension)).isNaN();
                assertThat(kernels.dotProduct(onesThere, 0, notANumberThere, 0, dimension)).isNaN();
                assertThat(kernels.cosine(onesThere, 0, notANumberThere, 0, dimension)).isNaN();
                assertThat(kernels.squaredDistance(onesThere, 0, notANumberThere, 0, dimension))
                        .isNaN();
                assertThat(kernels.dotProduct(ones, 0, infinite, 0, dimension))
                        .isEqualTo(Float.NEGATIVE_INFINITY);
                assertThat(kernels.squaredDistance(ones, 0, infinite, 0, dimension))
                        .isEqualTo(Float.POSITIVE_INFINITY);
            }
        }
    }

    @Example
    void givesVectorsWithoutLengthTheCosineZero() {
        float[] zeros = new float[70];
        float[] ones = new float[70];
        java.util.Arrays.fill(ones, 1);
        for (FloatKernels kernels : providers()) {
            assertThat(kernels.cosine(zeros, 0, ones, 0, 70)).isZero();
            assertThat(kernels.cosine(ones, 0, zeros, 0, 70)).isZero();
            assertThat(kernels.cosine(zeros, 0, zeros, 0, 70)).isZero();
        }
        assertThat(FloatVectors.dotProduct(new float[0], new float[0])).isZero();
    }

    @Property(tries = 200)
    void neverGivesACosineOutsideItsRange(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int dimension) {
        float[] vector = randomFloats(new SplittableRandom(seed), dimension);
        float[] opposite = vector.clone();
        for (int i = 0; i < dimension; i++) {
            opposite[i] *= -3;
        }
        assertThat(FloatVectors.cosine(vector, vector)).isBetween(1 - 1e-4f, 1f);
        assertThat(FloatVectors.cosine(vector, opposite)).isBetween(-1f, -1 + 1e-4f);
    }

    @Example
    void checksLengthsRangesAndLiveness() {
        float[] three = {3, 4, 0};
        assertThat(FloatVectors.distance(three, new float[3])).isEqualTo(5);
        assertThat(FloatVectors.distance(three, 1, three, 0, 2)).isEqualTo((float) Math.sqrt(17));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FloatVectors.dotProduct(three, new float[2]))
                .withMessage("vectors of 3 and of 2 elements; both must have the same");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> FloatVectors.cosine(three, 1, three, 0, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> FloatVectors.squaredDistance(three, 0, three, 0, -1));
        MemorySegment closed;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment segment = arena.allocate(64);
            closed = segment;
            assertThat(FloatVectors.distance(segment, 0, segment, 4, 15)).isZero();
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> FloatVectors.dotProduct(segment, 4, segment, 0, 16));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> FloatVectors.dotProduct(segment, 0, segment, 0, 1 << 30))
                    .withMessage("dimension 1073741824 is over the limit of 268435456");
        }
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> FloatVectors.dotProduct(closed, 0, closed, 0, 16));
    }

    @Property(tries = 200)
    void readsSegmentsOverArraysOfEveryType(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int pairs) {
        int dimension = 2 * pairs;
        SplittableRandom random = new SplittableRandom(seed);
        float[] a = randomFloats(random, dimension);
        float[] b = randomFloats(random, dimension);
        Reference exact = Reference.of(a, 0, b, 0, dimension);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = MemorySegment.ofArray(b);
            List<MemorySegment> copies =
                    List.of(
                            source,
                            source.asReadOnly(),
                            MemorySegment.ofArray(new byte[4 * dimension]).copyFrom(source),
                            MemorySegment.ofArray(new long[pairs]).copyFrom(source),
                            offHeap(arena, b, 0));
            MemorySegment inA = MemorySegment.ofArray(a);
            for (FloatKernels kernels : providers()) {
                for (MemorySegment inB : copies) {
                    exact.check(
                            kernels.dotProduct(inA, 0, inB, 0, dimension),
                            kernels.squaredDistance(inA, 0, inB, 0, dimension),
                            kernels.cosine(inB, 0, inA, 0, dimension));
                }
            }
        }
    }

    private static float[] randomFloats(SplittableRandom random, int length) {
        float[] floats = new float[length];
        float scale = (float) Math.pow(10, random.nextInt(-6, 7));
        for (int i = 0; i < length; i++) {
            floats[i] = (float) (random.nextDouble(-1, 1) * scale);
        }
        return floats;
    }

    private static MemorySegment offHeap(Arena arena, float[] floats, int misalignment) {
        MemorySegment segment = arena.allocate(misalignment + 4L * floats.length, 64);
        MemorySegment.copy(
                floats, 0, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, misalignment, floats.length);
        return segment;
    }

    /** The results in double precision, and how far from them the documentation allows to be. */
    private record Reference(
            double dot,
            double dotError,
            double squaredDistance,
            double squaredDistanceError,
            double cosine,
            double cosineError) {
        static Reference of(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
            double dot = 0;
            double magnitudes = 0;
            double aSquared = 0;
            double bSquared = 0;
            double distance = 0;
            for (int i = 0; i < dimension; i++) {
                double x = a[aOffset + i];
                double y = b[bOffset + i];
                dot += x * y;
                magnitudes += Math.abs(x * y);
                aSquared += x * x;
                bSquared += y * y;
                distance += (x - y) * (x - y);
            }
            double relative = (dimension / 4 + 8) * UNIT;
            return new Reference(
                    dot,
                    relative * magnitudes,
                    distance,
                    relative * distance,
                    aSquared == 0 || bSquared == 0 ? 0 : dot / Math.sqrt(aSquared * bSquared),
                    4 * (dimension / 2 + 8) * UNIT);
        }

        void check(float actualDot, float actualSquaredDistance, float actualCosine) {
            assertThat((double) actualDot).isCloseTo(dot, within(dotError));
            assertThat((double) actualSquaredDistance)
                    .isCloseTo(squaredDistance, within(squaredDistanceError));
            assertThat((double) actualCosine).isCloseTo(cosine, within(cosineError));
        }
    }
}
