package dev.kanishk.collections.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The 8-bit kernels of this JVM's providers give exactly the sums of a plain loop. */
class ByteKernelsTest {
    private static List<ByteKernels> providers() {
        return Stream.concat(Stream.of(Kernels.SCALAR), Kernels.vectorApi().stream())
                .map(Kernels::bytes)
                .toList();
    }

    @Property(tries = 400)
    void isExactInArraysAndSegments(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 2000) int dimension,
            @ForAll @IntRange(max = 70) int aOffset,
            @ForAll @IntRange(max = 70) int bOffset) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] a = randomBytes(random, aOffset + dimension + 1);
        byte[] b = randomBytes(random, bOffset + dimension + 1);
        check(a, aOffset, b, bOffset, dimension);
    }

    @Example
    void isExactForTheLargestMagnitudesAndDimension() {
        byte[] lowest = new byte[ByteVectors.MAX_DIMENSION];
        Arrays.fill(lowest, Byte.MIN_VALUE);
        byte[] highest = new byte[ByteVectors.MAX_DIMENSION];
        Arrays.fill(highest, Byte.MAX_VALUE);
        byte[] mixed = lowest.clone();
        for (int i = 0; i < mixed.length; i += 3) {
            mixed[i] = Byte.MAX_VALUE;
        }
        for (byte[] a : List.of(lowest, highest, mixed)) {
            for (byte[] b : List.of(lowest, highest, mixed)) {
                check(a, 0, b, 0, ByteVectors.MAX_DIMENSION);
                check(a, 1, b, 1, 64);
            }
        }
    }

    @Example
    void isExactForEveryPairOfBytes() {
        byte[] a = new byte[64];
        byte[] b = new byte[64];
        for (int x = Byte.MIN_VALUE; x <= Byte.MAX_VALUE; x++) {
            for (int y = Byte.MIN_VALUE; y <= Byte.MAX_VALUE; y++) {
                Arrays.fill(a, (byte) x);
                Arrays.fill(b, (byte) y);
                for (ByteKernels kernels : providers()) {
                    assertThat(kernels.dotProduct(a, 0, b, 0, 64)).isEqualTo(64 * x * y);
                    assertThat(kernels.squaredDistance(a, 0, b, 0, 64))
                            .isEqualTo(64 * (x - y) * (x - y));
                }
            }
        }
    }

    @Example
    void checksLengthsRangesAndDimension() {
        byte[] three = {3, 4, 0};
        assertThat(ByteVectors.distance(three, new byte[3])).isEqualTo(5);
        assertThat(ByteVectors.cosine(three, new byte[3])).isZero();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ByteVectors.dotProduct(three, new byte[2]))
                .withMessage("vectors of 3 and of 2 elements; both must have the same");
        byte[] large = new byte[ByteVectors.MAX_DIMENSION + 1];
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ByteVectors.dotProduct(large, large))
                .withMessage("dimension 32769 is over the limit of 32768");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> ByteVectors.squaredDistance(three, 2, three, 0, 2));
        MemorySegment segment = MemorySegment.ofArray(three);
        assertThat(ByteVectors.dotProduct(segment, 0, segment, 1, 2)).isEqualTo(12);
        assertThat(ByteVectors.distance(segment, 0, segment, 1, 2))
                .isEqualTo((float) Math.sqrt(17));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> ByteVectors.cosine(segment, 2, segment, 0, 2));
    }

    @Example
    void readsSegmentsOverArraysOfEveryType() {
        byte[] bytes = randomBytes(new SplittableRandom(5), 160);
        int squares = 0;
        for (byte element : bytes) {
            squares += element * element;
        }
        MemorySegment inBytes = MemorySegment.ofArray(bytes);
        for (MemorySegment other :
                List.of(
                        MemorySegment.ofArray(new float[40]).copyFrom(inBytes),
                        MemorySegment.ofArray(new long[20]).copyFrom(inBytes),
                        inBytes.asReadOnly())) {
            for (ByteKernels kernels : providers()) {
                assertThat(kernels.dotProduct(inBytes, 0, other, 0, 160)).isEqualTo(squares);
                assertThat(kernels.squaredDistance(other, 0, inBytes, 0, 160)).isZero();
                assertThat(kernels.cosine(other, 0, other, 0, 160)).isEqualTo(1);
            }
        }
    }

    private static void check(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        int dot = 0;
        int squaredDistance = 0;
        int aSquared = 0;
        int bSquared = 0;
        for (int i = 0; i < dimension; i++) {
            int x = a[aOffset + i];
            int y = b[bOffset + i];
            dot += x * y;
            squaredDistance += (x - y) * (x - y);
            aSquared += x * x;
            bSquared += y * y;
        }
        double cosine =
                aSquared == 0 || bSquared == 0 ? 0 : dot / Math.sqrt((double) aSquared * bSquared);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment inA = arena.allocate(a.length).copyFrom(MemorySegment.ofArray(a));
            MemorySegment inB = arena.allocate(b.length).copyFrom(MemorySegment.ofArray(b));
            for (ByteKernels kernels : providers()) {
                assertThat(kernels.dotProduct(a, aOffset, b, bOffset, dimension)).isEqualTo(dot);
                assertThat(kernels.dotProduct(inA, aOffset, inB, bOffset, dimension))
                        .isEqualTo(dot);
                assertThat(kernels.squaredDistance(a, aOffset, b, bOffset, dimension))
                        .isEqualTo(squaredDistance);
                assertThat(kernels.squaredDistance(inA, aOffset, inB, bOffset, dimension))
                        .isEqualTo(squaredDistance);
                assertThat((double) kernels.cosine(a, aOffset, b, bOffset, dimension))
                        .isCloseTo(cosine, within(0x1p-24));
                assertThat((double) kernels.cosine(inA, aOffset, inB, bOffset, dimension))
                        .isCloseTo(cosine, within(0x1p-24));
            }
        }
    }

    private static byte[] randomBytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
