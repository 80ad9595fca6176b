package dev.kanishk.matching.feed;

/** Takes increments, in order. */
@FunctionalInterface
public interface IncrementListener {
    /**
     * Takes one.
     *
     * @param increment the increment, overwritten by the next one
     */
    void onIncrement(Increment increment);
}
