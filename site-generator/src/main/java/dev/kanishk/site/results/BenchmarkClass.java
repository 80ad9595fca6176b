package dev.kanishk.site.results;

import java.nio.file.Path;
import java.util.List;

/**
 * A JMH class as it was run: all methods, parameters and modes, from one result set.
 *
 * @param suite the suite, such as {@code peers-collections}
 * @param name the class's simple name
 * @param qualifiedName the class's full name
 * @param results every run, in the order of the file
 * @param set the result set that they come from
 * @param file the raw file
 */
public record BenchmarkClass(
        String suite,
        String name,
        String qualifiedName,
        List<BenchmarkResult> results,
        ResultSet set,
        Path file) {

    /** Copies the results. */
    public BenchmarkClass {
        results = List.copyOf(results);
    }

    /** {@return the id that pages use: {@code suite:Class}} */
    public String id() {
        return suite + ":" + name;
    }
}
