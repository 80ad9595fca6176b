package dev.kanishk.collections.struct;

/** Compares two elements by their indices, so that nothing needs to be copied out. */
@FunctionalInterface
public interface SlotComparator {
    /**
     * Compares two elements.
     *
     * @param left an element's index in what is sorted
     * @param right another's
     * @return less than 0 if the left comes first, more if the right does, 0 if neither has to
     */
    int compare(long left, long right);
}
