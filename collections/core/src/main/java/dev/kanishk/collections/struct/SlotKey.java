package dev.kanishk.collections.struct;

/** Gives the number that an element is sorted by. */
@FunctionalInterface
public interface SlotKey {
    /**
     * Returns an element's key.
     *
     * @param index the element's index in what is sorted
     * @return the key; smaller ones come first
     */
    long key(long index);
}
