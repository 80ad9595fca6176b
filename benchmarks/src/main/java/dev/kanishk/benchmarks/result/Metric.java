package dev.kanishk.benchmarks.result;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param name the name pages use after the system's name, such as {@code throughput}: lower case,
 *     digits and hyphens
 * @param label what was measured, in words a reader understands without the code
 * @param value the figure, in {@code unit}
 * @param error half of the interval around {@code value} that the run supports, in {@code unit};
 *     null where one run gives none
 * @param unit the unit as printed, such as {@code commands/s}, {@code µs}, {@code tokens}; empty
 *     for a count or ratio
 * @param better whether more or less of it is better, or neither
 * @param peer the system measured when it is not ours, such as {@code java.util.ArrayList}; null
 *     for ours
 */
public record Metric(
        String name,
        String label,
        double value,
        @Nullable Double error,
        String unit,
        Better better,
        @Nullable String peer) {

    /** Which direction of a figure is good. */
    public enum Better {
        /** More is better. */
        HIGHER,
        /** Less is better. */
        LOWER,
        /** A fact about the run, not a merit. */
        NEITHER
    }

    /** Checks the name and that the figure is finite. */
    public Metric {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "metric name '" + name + "': use lower case letters, digits and hyphens");
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "metric '" + name + "' has no finite value: " + value);
        }
    }
}
