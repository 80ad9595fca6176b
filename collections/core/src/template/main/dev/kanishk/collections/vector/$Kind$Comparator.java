package dev.kanishk.collections.vector;

/** An order of {@code $type$} elements other than their natural one. */
@FunctionalInterface
public interface $Kind$Comparator {
    /**
     * Compares two elements.
     *
     * @param a one
     * @param b another
     * @return below 0 if {@code a} comes first, above 0 if {@code b} does, 0 if they are equivalent
     */
    int compare($type$ a, $type$ b);
}
