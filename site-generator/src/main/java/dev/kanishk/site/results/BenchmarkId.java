package dev.kanishk.site.results;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The id of a benchmark's figure as pages write it.
 *
 * @param path {@code suite:Class.method}
 * @param parameters those named, {@code mode} among them
 * @param secondary the secondary metric asked for; empty for the score
 */
record BenchmarkId(String path, SortedMap<String, String> parameters, String secondary) {
    private static final String MODE = "mode";

    /** Reads an id; null where it cannot be one of a benchmark. */
    static @Nullable BenchmarkId parse(String id) {
        int hash = id.indexOf('#');
        String secondary = hash < 0 ? "" : id.substring(hash + 1).strip();
        String run = (hash < 0 ? id : id.substring(0, hash)).strip();
        int bracket = run.indexOf('[');
        if (run.indexOf(':') < 0 || (bracket >= 0 && !run.endsWith("]"))) {
            return null;
        }
        SortedMap<String, String> parameters = new TreeMap<>();
        if (bracket >= 0) {
            for (String pair : run.substring(bracket + 1, run.length() - 1).split(",", -1)) {
                int equal = pair.indexOf('=');
                if (equal < 0) {
                    return null;
                }
                parameters.put(pair.substring(0, equal).strip(), pair.substring(equal + 1).strip());
            }
        }
        String path = (bracket < 0 ? run : run.substring(0, bracket)).strip();
        return new BenchmarkId(path, parameters, secondary);
    }

    /** Writes the canonical id. */
    static String format(String path, SortedMap<String, String> parameters) {
        if (parameters.isEmpty()) {
            return path;
        }
        StringBuilder id = new StringBuilder(path);
        char before = '[';
        for (var entry : parameters.entrySet()) {
            id.append(before).append(entry.getKey()).append('=').append(entry.getValue());
            before = ',';
        }
        return id.append(']').toString();
    }

    boolean matches(BenchmarkResult run) {
        return parameters.entrySet().stream()
                .allMatch(named -> {
                    String actual = run.parameters().get(named.getKey());
                    if (actual == null && named.getKey().equals(MODE)) {
                        actual = run.mode();
                    }
                    return named.getValue().equals(actual);
                });
    }

    @Nullable Figure select(BenchmarkResult run) {
        return secondary.isEmpty() ? run.figure() : run.secondary().get(secondary);
    }
}
