package dev.kanishk.site.results;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One measured number with everything that a reader needs to judge it.
 *
 * @param id the canonical id: {@code system.metric} of a showcase, or {@code
 *     suite:Class.method[param=value,…]} of a benchmark, parameters in order of name; a benchmark's
 *     secondary metric has {@code #name} behind that
 * @param label what was measured, in words; a benchmark's method name where there are no words
 * @param value the number, in {@code unit}; always finite
 * @param error half of the interval around the value: JMH's 99.9 % interval, or what a showcase
 *     states; null where the run gives none
 * @param unit the unit as the file has it; empty for a count or a ratio
 * @param better which direction is good
 * @param peer the system measured when it is not ours; null for ours
 * @param set the result set that it comes from
 * @param file the raw file that it comes from
 */
public record Figure(
        String id,
        String label,
        double value,
        @Nullable Double error,
        String unit,
        Better better,
        @Nullable String peer,
        ResultSet set,
        Path file) {

    /** {@return the figure as people read it, in a unit that suits its size} */
    public Formatted formatted() {
        return Numbers.format(value, error, unit);
    }
}
