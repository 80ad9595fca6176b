package dev.kanishk.site.results;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One method of a JMH class with one set of parameters, in one mode.
 *
 * @param method the method's name; in a comparison, the system measured
 * @param parameters the values of {@code @Param} fields by name
 * @param mode JMH's short name: {@code thrpt}, {@code avgt}, {@code sample} or {@code ss}
 * @param threads threads that called the method
 * @param forks fresh JVMs
 * @param warmup how it was warmed up, such as {@code 3 × 1 s}
 * @param measurement how it was measured, such as {@code 5 × 1 s}
 * @param jvm the JVM's name and version as JMH recorded it; empty for a program outside the JVM
 * @param jvmFlags the flags of the forks
 * @param figure the score, with the 99.9 % interval's half width
 * @param raw one row a fork, with the score of each iteration; empty in sampling modes
 * @param percentiles the score's percentiles by rank from 0 to 100, as far as they are numbers
 * @param secondary further metrics such as {@code gc.alloc.rate.norm}, by name
 */
public record BenchmarkResult(
        String method,
        SortedMap<String, String> parameters,
        String mode,
        int threads,
        int forks,
        String warmup,
        String measurement,
        String jvm,
        List<String> jvmFlags,
        Figure figure,
        List<List<Double>> raw,
        SortedMap<Double, Double> percentiles,
        SortedMap<String, Figure> secondary) {

    /** Copies the collections. */
    public BenchmarkResult {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        jvmFlags = List.copyOf(jvmFlags);
        raw = raw.stream().map(List::copyOf).toList();
        percentiles = Collections.unmodifiableSortedMap(new TreeMap<>(percentiles));
        secondary = Collections.unmodifiableSortedMap(new TreeMap<>(secondary));
    }

    /** {@return whether the method measures this suite rather than a peer} */
    public boolean ours() {
        return figure.peer() == null;
    }
}
