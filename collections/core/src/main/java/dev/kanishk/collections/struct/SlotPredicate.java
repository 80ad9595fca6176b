package dev.kanishk.collections.struct;

/** Says yes or no to an element, by its index. */
@FunctionalInterface
public interface SlotPredicate {
    /**
     * Looks at an element.
     *
     * @param index the element's index
     * @return the answer
     */
    boolean test(long index);
}
