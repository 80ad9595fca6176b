package dev.kanishk.benchmarks.peers.collections;

/** The numbers that contenders get, the same in every language: SplitMix64's. */
final class Numbers {
    private Numbers() {}

    /**
     * Returns numbers without a pattern.
     *
     * @param size how many
     * @param seed where the sequence begins
     */
    static long[] of(int size, long seed) {
        long[] numbers = new long[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = mix(seed + i);
        }
        return numbers;
    }

    /** Returns as many indices as there are elements, without a pattern. */
    static int[] indices(int size) {
        int[] indices = new int[size];
        for (int i = 0; i < size; i++) {
            indices[i] = (int) Long.remainderUnsigned(mix(-1L - i), size);
        }
        return indices;
    }

    private static long mix(long index) {
        long mixed = (index + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
