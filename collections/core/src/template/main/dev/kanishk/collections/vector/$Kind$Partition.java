package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.util.ConcurrentModificationException;
import java.util.function.$Wide$Predicate;

/** Brings the elements that meet a condition to the front. */
final class $Kind$Partition {
    private $Kind$Partition() {}

    static long partition($Kind$Sequence sequence, $Wide$Predicate condition) {
        long low = 0;
        long high = sequence.size();
        while (true) {
            while (low < high && condition.test(sequence.get(low))) {
                low++;
            }
            do {
                high--;
            } while (low < high && !condition.test(sequence.get(high)));
            if (low >= high) {
                return low;
            }
            $type$ element = sequence.get(low);
            sequence.set(low++, sequence.get(high));
            sequence.set(high, element);
        }
    }

    /** Builds the result beside the elements: what the condition does cannot harm them. */
    static long stablePartition($Kind$Sequence sequence, $Wide$Predicate condition) {
        long size = sequence.size();
        if (size == 0) {
            return 0;
        }
        MemoryResource resource = sequence.resource();
        MemorySegment result = resource.allocate(size << $Kind$Access.SHIFT, $Kind$Access.BYTES);
        try {
            long front = 0;
            long behind = size;
            for (long index = 0; index < size; index++) {
                $type$ element = sequence.at(index);
                boolean meets = condition.test(element);
                $Kind$Access.set(result, meets ? front++ : --behind, element);
            }
            $Kind$Algorithms.reverse(result, behind, size);
            replace(sequence, result, size);
            return front;
        } finally {
            resource.free(result);
        }
    }

    /** Writes a result into the sequence, if that is as large as it was. */
    static void replace($Kind$Sequence sequence, MemorySegment result, long size) {
        MemorySegment block = sequence.block();
        if (sequence.size() != size) {
            throw new ConcurrentModificationException(
                    "a function changed the size from " + size + " to " + sequence.size());
        }
        $Kind$Access.copy(result, 0, block, sequence.start(), size);
    }
}
