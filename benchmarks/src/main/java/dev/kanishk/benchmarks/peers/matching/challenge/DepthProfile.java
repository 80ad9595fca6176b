package dev.kanishk.benchmarks.peers.matching.challenge;

import java.util.Arrays;

/**
 * How far from the middle orders are placed, in ticks: a power law of exponent 2.23 with a hump
 * eight ticks out, cut at 800, as published for the public benchmark.
 */
final class DepthProfile {
    private static final int LEVELS = 800;
    private static final double EXPONENT = 2.23;
    private static final double HUMP_HEIGHT = 5;
    private static final double HUMP_CENTRE = 8;

    private final double[] cumulated = new double[LEVELS];

    DepthProfile() {
        double sum = 0;
        for (int level = 0; level < LEVELS; level++) {
            double fromCentre = level - HUMP_CENTRE;
            sum += StrictMath.pow(level + 1, -EXPONENT);
            sum += HUMP_HEIGHT * StrictMath.exp(-fromCentre * fromCentre / 2);
            cumulated[level] = sum;
        }
    }

    /** Returns a distance of 1 to 800 ticks. */
    int draw(FlowRandom random) {
        double at = random.uniform() * cumulated[LEVELS - 1];
        int found = Arrays.binarySearch(cumulated, at);
        return Math.min(LEVELS, (found >= 0 ? found : -found - 1) + 1);
    }
}
