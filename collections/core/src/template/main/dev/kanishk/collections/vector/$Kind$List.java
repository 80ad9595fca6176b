package dev.kanishk.collections.vector;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A sequence as a list of boxed elements; one that can grow if it is a whole vector. */
final class $Kind$List extends AbstractList<$Box$> implements RandomAccess {
    private final $Kind$Sequence sequence;
    private final @Nullable $Kind$Vector growable;

    $Kind$List($Kind$Sequence sequence, @Nullable $Kind$Vector growable) {
        this.sequence = sequence;
        this.growable = growable;
    }

    @Override
    public int size() {
        sequence.block();
        return (int) Math.min(Integer.MAX_VALUE, sequence.size());
    }

    @Override
    public $Box$ get(int index) {
        return sequence.at(index);
    }

    @Override
    public $Box$ set(int index, $Box$ element) {
        $type$ value = element;
        $type$ before = sequence.at(index);
        sequence.set(index, value);
        return before;
    }

    @Override
    public void add(int index, $Box$ element) {
        growable().insert(index, element.$type$Value());
        modCount++;
    }

    @Override
    public boolean add($Box$ element) {
        growable().pushBack(element);
        modCount++;
        return true;
    }

    @Override
    public $Box$ remove(int index) {
        $Kind$Vector vector = growable();
        $type$ before = vector.at(index);
        vector.erase(index);
        modCount++;
        return before;
    }

    @Override
    protected void removeRange(int fromIndex, int toIndex) {
        growable().erase(fromIndex, toIndex);
        modCount++;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return element instanceof $Box$ value ? index(sequence.indexOf(value)) : -1;
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return element instanceof $Box$ value ? index(sequence.lastIndexOf(value)) : -1;
    }

    private static int index(long index) {
        return (int) Math.min(Integer.MAX_VALUE, index);
    }

    private $Kind$Vector growable() {
        if (growable == null) {
            throw new UnsupportedOperationException("a slice has a fixed size");
        }
        return growable;
    }
}
