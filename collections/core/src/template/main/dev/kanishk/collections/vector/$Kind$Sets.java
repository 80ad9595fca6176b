package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Access.get;
import static dev.kanishk.collections.vector.$Kind$Access.less;

import dev.kanishk.collections.memory.AllocationFailedException;
import java.lang.foreign.MemorySegment;

/**
 * Operations on sorted sequences as sets whose elements can occur several times: those of C++.
 *
 * <p>Results are added to the end of a vector, sorted; the operands may be that vector or parts of
 * it. All are O(size of both) and have the strong guarantee: room for the largest result is made
 * first, and if that fails the vector is as it was. If an operand isn't sorted, neither is the
 * result, and which elements it has is unspecified.
 */
public final class $Kind$Sets {
    private $Kind$Sets() {}

    /**
     * Adds all elements of both: {@code std::merge}.
     *
     * @param a a sorted sequence
     * @param b another
     * @param result where the result goes
     * @throws AllocationFailedException if there is no memory
     */
    public static void merge($Kind$Sequence a, $Kind$Sequence b, $Kind$Vector result) {
        combine(a, b, result, a.size() + b.size(), true, true, true, true);
    }

    /**
     * Adds what is in either: of equal elements as many as the operand has that has more.
     *
     * @param a a sorted sequence
     * @param b another
     * @param result where the result goes
     * @throws AllocationFailedException if there is no memory
     */
    public static void union($Kind$Sequence a, $Kind$Sequence b, $Kind$Vector result) {
        combine(a, b, result, a.size() + b.size(), true, true, true, false);
    }

    /**
     * Adds what is in both: of equal elements as many as the operand has that has fewer.
     *
     * @param a a sorted sequence
     * @param b another
     * @param result where the result goes
     * @throws AllocationFailedException if there is no memory
     */
    public static void intersection($Kind$Sequence a, $Kind$Sequence b, $Kind$Vector result) {
        combine(a, b, result, Math.min(a.size(), b.size()), false, false, true, false);
    }

    /**
     * Adds what is in the first and not in the second: of equal elements as many as the first has
     * more.
     *
     * @param a a sorted sequence
     * @param b another
     * @param result where the result goes
     * @throws AllocationFailedException if there is no memory
     */
    public static void difference($Kind$Sequence a, $Kind$Sequence b, $Kind$Vector result) {
        combine(a, b, result, a.size(), true, false, false, false);
    }

    /**
     * Adds what is in one and not in the other: of equal elements as many as one has more.
     *
     * @param a a sorted sequence
     * @param b another
     * @param result where the result goes
     * @throws AllocationFailedException if there is no memory
     */
    public static void symmetricDifference(
            $Kind$Sequence a, $Kind$Sequence b, $Kind$Vector result) {
        combine(a, b, result, a.size() + b.size(), true, true, false, false);
    }

    /**
     * Returns whether a sequence has all elements of another, each as often at least.
     *
     * @param all a sorted sequence
     * @param some another
     * @return whether it has
     */
    public static boolean includes($Kind$Sequence all, $Kind$Sequence some) {
        MemorySegment allBlock = all.block();
        MemorySegment someBlock = some.block();
        long i = all.start();
        long iEnd = i + all.size();
        long j = some.start();
        long jEnd = j + some.size();
        while (j < jEnd) {
            if (i == iEnd || less(get(someBlock, j), get(allBlock, i))) {
                return false;
            }
            if (!less(get(allBlock, i), get(someBlock, j))) {
                j++;
            }
            i++;
        }
        return true;
    }

    /** Walks through both and keeps what is only in one, or in both, as told. */
    private static void combine(
            $Kind$Sequence a,
            $Kind$Sequence b,
            $Kind$Vector result,
            long most,
            boolean keepOnlyA,
            boolean keepOnlyB,
            boolean keepCommon,
            boolean twice) {
        a.block();
        b.block();
        long i = a.start();
        long iEnd = i + a.size();
        long j = b.start();
        long jEnd = j + b.size();
        result.reserve(result.size() + most);
        MemorySegment aBlock = a.vector().block();
        MemorySegment bBlock = b.vector().block();
        while (i < iEnd && j < jEnd) {
            $type$ fromA = get(aBlock, i);
            $type$ fromB = get(bBlock, j);
            if (less(fromA, fromB)) {
                i++;
                add(result, keepOnlyA, fromA);
            } else if (less(fromB, fromA)) {
                j++;
                add(result, keepOnlyB, fromB);
            } else {
                i++;
                j++;
                add(result, keepCommon, fromA);
                add(result, twice, fromB);
            }
        }
        while (i < iEnd && keepOnlyA) {
            result.pushBack(get(aBlock, i++));
        }
        while (j < jEnd && keepOnlyB) {
            result.pushBack(get(bBlock, j++));
        }
    }

    private static void add($Kind$Vector result, boolean keep, $type$ element) {
        if (keep) {
            result.pushBack(element);
        }
    }
}
