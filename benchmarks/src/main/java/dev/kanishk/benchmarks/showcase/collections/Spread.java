package dev.kanishk.benchmarks.showcase.collections;

import java.util.Arrays;

/**
 * The middle of some measurements, and how far half of them lie apart.
 *
 * @param median the median
 * @param halfRange half the distance between the quartiles
 */
record Spread(double median, double halfRange) {
    static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Spread(sorted[last / 2], (sorted[last * 3 / 4] - sorted[last / 4]) / 2);
    }
}
