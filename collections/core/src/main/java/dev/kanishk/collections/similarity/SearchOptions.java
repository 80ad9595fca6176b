package dev.kanishk.collections.similarity;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which vectors a search looks at, and on how many threads. Immutable; keep one and use it again.
 *
 * @param filter accepts the ids that may be found; null for all. It is asked once for each vector,
 *     by several threads if the search has several parts. A {@link java.util.BitSet} is one as
 *     {@code id -> bits.get((int) id)}
 * @param executor runs the parts beside the caller's; null if there are none
 * @param parts how many threads work at most, the caller's included
 */
public record SearchOptions(
        @Nullable LongPredicate filter, @Nullable Executor executor, int parts) {
    /** The most parts that a search may have. */
    public static final int MAX_PARTS = 1024;

    private static final SearchOptions SEQUENTIAL = new SearchOptions(null, null, 1);

    /**
     * Makes options.
     *
     * @throws IllegalArgumentException if there are no parts, too many, or several without an
     *     executor
     */
    public SearchOptions {
        if (parts < 1 || parts > MAX_PARTS) {
            throw new IllegalArgumentException(
                    "a search in " + parts + " parts; it must have from 1 to " + MAX_PARTS);
        }
        if (parts > 1 && executor == null) {
            throw new IllegalArgumentException(
                    "a search in " + parts + " parts needs an executor for those beside the first");
        }
    }

    /** {@return options to look at all vectors on the caller's thread} */
    public static SearchOptions sequential() {
        return SEQUENTIAL;
    }

    /**
     * Returns these options with another filter.
     *
     * @param accepted accepts the ids that may be found
     * @return the options
     */
    public SearchOptions withFilter(LongPredicate accepted) {
        return new SearchOptions(Objects.requireNonNull(accepted, "accepted"), executor, parts);
    }

    /**
     * Returns these options on several threads. The caller's thread works too, and does alone what
     * the executor has no thread for: a search never waits for a part that has not begun.
     *
     * @param executor runs all parts but one
     * @param parts how many parts
     * @return the options
     */
    public SearchOptions inParts(Executor executor, int parts) {
        return new SearchOptions(filter, Objects.requireNonNull(executor, "executor"), parts);
    }
}
