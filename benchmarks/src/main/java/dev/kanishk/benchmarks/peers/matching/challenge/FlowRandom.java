package dev.kanishk.benchmarks.peers.matching.challenge;

/**
 * Random numbers that are the same on every JVM: SplitMix64 (Steele, Lea and Flood, 2014) and
 * distributions made of it with {@link StrictMath} alone.
 */
final class FlowRandom {
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    FlowRandom(long seed) {
        state = seed;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    /** Returns a number from 0 to {@code bound}, exclusive. */
    int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    /** Returns a number of [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Returns a standard normal, by the polar method (Marsaglia and Bray, 1964). */
    double normal() {
        while (true) {
            double x = 2 * uniform() - 1;
            double y = 2 * uniform() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }
}
