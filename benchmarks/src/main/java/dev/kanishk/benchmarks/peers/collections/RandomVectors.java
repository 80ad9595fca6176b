package dev.kanishk.benchmarks.peers.collections;

import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** The vectors that the comparisons of similarity work on. */
final class RandomVectors {
    private static final int ALIGNMENT_BYTES = 64;

    private RandomVectors() {}

    static float[] floats(long seed, int dimension) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
        }
        return vector;
    }

    static byte[] bytes(long seed, int dimension) {
        byte[] vector = new byte[dimension];
        new SplittableRandom(seed).nextBytes(vector);
        return vector;
    }

    static MemorySegment offHeap(float[] vector, Arena arena) {
        MemorySegment copy = arena.allocate((long) vector.length * Float.BYTES, ALIGNMENT_BYTES);
        return copy.copyFrom(MemorySegment.ofArray(vector));
    }

    static VectorFloat<?> jvector(float[] vector) {
        return VectorizationProvider.getInstance().getVectorTypeSupport().createFloatVector(vector);
    }
}
