package dev.kanishk.scheduler.server.access;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Types of job: all of them, or those whose names are equal to one of some patterns, or begin with
 * one that ends in {@code *}.
 *
 * @param patterns the patterns; none means all types
 */
public record JobTypes(List<String> patterns) {
    /** Every type. */
    public static final JobTypes ALL = new JobTypes(List.of());

    private static final Pattern PATTERN =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}|[A-Za-z0-9][A-Za-z0-9._-]{0,62}\\*");

    /**
     * Checks the patterns.
     *
     * @throws IllegalArgumentException if one is not part of any type's name
     */
    public JobTypes {
        patterns = List.copyOf(patterns);
        for (String pattern : patterns) {
            if (!PATTERN.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "a type is not allowed: use names of types, or their beginnings and '*'");
            }
        }
    }

    /** {@return whether every type is among them} */
    public boolean isAll() {
        return patterns.isEmpty();
    }

    /**
     * {@return whether a type is among them}
     *
     * @param type its name
     */
    public boolean contain(String type) {
        return isAll() || patterns.stream().anyMatch(pattern -> matches(pattern, type));
    }

    private static boolean matches(String pattern, String type) {
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }

    @Override
    public String toString() {
        return isAll() ? "*" : String.join(",", patterns);
    }
}
