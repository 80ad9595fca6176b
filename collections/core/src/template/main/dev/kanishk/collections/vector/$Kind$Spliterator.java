package dev.kanishk.collections.vector;

import java.util.ConcurrentModificationException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.$Wide$Consumer;
import org.jspecify.annotations.Nullable;

/** Hands elements out in order; its range is fixed when it is first used. */
final class $Kind$Spliterator implements Spliterator.Of$Wide$ {
    private static final long UNKNOWN = -1;

    private final $Kind$Sequence sequence;
    private long index;
    private long end;
    private long generation;

    $Kind$Spliterator($Kind$Sequence sequence) {
        this(sequence, 0, UNKNOWN);
    }

    private $Kind$Spliterator($Kind$Sequence sequence, long index, long end) {
        this.sequence = sequence;
        this.index = index;
        this.end = end;
        this.generation = sequence.vector().generation();
    }

    @Override
    public boolean tryAdvance($Wide$Consumer action) {
        Objects.requireNonNull(action, "action");
        if (index >= end()) {
            return false;
        }
        requireValid();
        action.accept(sequence.at(index++));
        return true;
    }

    @Override
    public void forEachRemaining($Wide$Consumer action) {
        Objects.requireNonNull(action, "action");
        long last = end();
        for (long next = index; next < last; next++) {
            requireValid();
            index = next + 1;
            action.accept(sequence.at(next));
        }
    }

    @Override
    public @Nullable $Kind$Spliterator trySplit() {
        long middle = (index + end()) >>> 1;
        if (middle <= index) {
            return null;
        }
        long first = index;
        index = middle;
        return new $Kind$Spliterator(sequence, first, middle);
    }

    @Override
    public long estimateSize() {
        return end() - index;
    }

    @Override
    public int characteristics() {
        return ORDERED | SIZED | SUBSIZED;
    }

    private long end() {
        if (end == UNKNOWN) {
            end = sequence.size();
            generation = sequence.vector().generation();
        }
        return end;
    }

    private void requireValid() {
        $Kind$Vector vector = sequence.vector();
        vector.block();
        if (Checks.DEBUG && generation != vector.generation()) {
            throw new ConcurrentModificationException(
                    "the spliterator was first used before " + vector.changedBy() + "()");
        }
        if (end > sequence.size()) {
            throw new ConcurrentModificationException(
                    "to index " + end + " of what now has " + sequence.size() + " elements");
        }
    }
}
