package dev.kanishk.collections.text;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.struct.SlotPredicate;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growable array of strings outside the heap: {@code std::vector<std::string>} in Java, as UTF-8.
 *
 * <p><b>Layout.</b> Each string has a slot of 16 bytes. Up to {@value #INLINE_BYTES} bytes lie in
 * it; longer strings have their first four there and all of them in one block beside the slots.
 * Slots are relocatable: growth, insertions and removals move them in bulk, and a copy of the
 * vector is two copies of memory.
 *
 * <p><b>Garbage.</b> The bytes of a long string that was removed or overwritten stay. When the
 * block is full and at least half of it is garbage, it is rewritten instead of grown; so it takes
 * at most about four times what the strings need, and the work is amortised O(1) a byte. {@link
 * #shrinkToFit} rewrites it at once.
 *
 * <p><b>Text.</b> What goes in is valid: half of a surrogate pair alone, or bytes that are not
 * UTF-8, are refused with {@link IllegalArgumentException}, so that what comes out is what went in.
 * Order is that of bytes, which is that of code points; {@link String#compareTo} differs above
 * {@code U+FFFF}.
 *
 * <p><b>Failure.</b> Every operation but {@link #removeIf} has the strong guarantee: if memory
 * cannot be had or text is refused, the strings are as they were.
 *
 * <p><b>Limits.</b> A string has at most {@link #MAX_STRING_BYTES} bytes. Storing one keeps a
 * buffer on the Java heap of the size of the longest so far; apart from it only what returns {@link
 * String}s allocates there. One thread at a time may use a vector. It owns its memory until {@link
 * #close}; using it afterwards throws {@link IllegalStateException}.
 */
public final class StringVector extends StringSequence implements AutoCloseable {
    /** The most bytes a string can have and lie in its slot. */
    public static final int INLINE_BYTES = StringSlots.INLINE_BYTES;

    /** Makes an empty vector on {@link MemoryResource#system}. It allocates no block yet. */
    public StringVector() {
        this(MemoryResource.system());
    }

    /**
     * Makes an empty vector. It allocates no block yet.
     *
     * @param resource where its memory comes from; it must outlive the vector
     */
    public StringVector(MemoryResource resource) {
        this(new StringSlots(resource));
    }

    private StringVector(StringSlots strings) {
        super(strings);
    }

    /**
     * Makes a vector of given strings on {@link MemoryResource#system}.
     *
     * @param strings the strings
     * @return the vector
     */
    public static StringVector of(CharSequence... strings) {
        StringVector vector = new StringVector();
        boolean done = false;
        try {
            vector.append(Arrays.asList(strings));
            done = true;
            return vector;
        } finally {
            if (!done) {
                vector.close();
            }
        }
    }

    /**
     * Returns how many strings fit before slots are allocated again.
     *
     * @return the capacity, in strings
     */
    public long capacity() {
        return strings.slots.capacity();
    }

    /**
     * Returns how large the block for long strings is.
     *
     * @return the bytes allocated, garbage included
     */
    public long textCapacityBytes() {
        return strings.texts.capacity();
    }

    /**
     * Returns where memory comes from.
     *
     * @return the resource given when the vector was made
     */
    public MemoryResource resource() {
        return strings.texts.resource();
    }

    /**
     * Makes room for slots ahead.
     *
     * @param capacity the capacity wanted; at or below the present one nothing happens
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void reserve(long capacity) {
        requireOpen();
        strings.slots.reserve(capacity);
    }

    /**
     * Makes room ahead for the bytes of strings longer than {@value #INLINE_BYTES}.
     *
     * @param bytes how many can be added before the block is allocated again
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void reserveText(long bytes) {
        requireOpen();
        strings.makeRoom(bytes);
    }

    /**
     * Gives memory back that no string uses, garbage too.
     *
     * @throws AllocationFailedException if the resource cannot do so; the strings are as they were
     */
    public void shrinkToFit() {
        requireOpen();
        long live = strings.longBytes(0, size());
        if (live < textCapacityBytes()) {
            strings.rewrite(live);
        }
        strings.slots.shrinkToFit();
    }

    /**
     * Adds a string at the end. Amortised O(length).
     *
     * @param text the string
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the text has an unpaired surrogate or is too long
     */
    public void pushBack(CharSequence text) {
        requireOpen();
        int length = encode(text);
        strings.makeRoom(1, length);
        strings.slots.emplaceBack();
        strings.store(strings.slots.size() - 1, scratch, 0, length);
    }

    /**
     * Adds a string at the end, given as UTF-8. Amortised O(length).
     *
     * @param utf8 an array of bytes
     * @param from where the string starts in it
     * @param to where it ends
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the bytes are not UTF-8
     */
    public void pushBack(byte[] utf8, int from, int to) {
        insert(size(), utf8, from, to);
    }

    /**
     * Adds a string before another. O(size − index + length).
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param text the string
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the text has an unpaired surrogate or is too long
     */
    public void insert(long index, CharSequence text) {
        insert(index, 1, text);
    }

    /**
     * Adds copies of a string before another. O(size − index + count × length).
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param count how many, at least 0
     * @param text the string
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the text has an unpaired surrogate or is too long
     */
    public void insert(long index, long count, CharSequence text) {
        requireOpen();
        int length = encode(text);
        insert(index, count, scratch, 0, length);
    }

    /**
     * Adds a string, given as UTF-8, before another. O(size − index + length).
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param utf8 an array of bytes
     * @param from where the string starts in it
     * @param to where it ends
     * @throws IndexOutOfBoundsException if index or range are wrong
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the bytes are not UTF-8
     */
    public void insert(long index, byte[] utf8, int from, int to) {
        requireOpen();
        Objects.checkFromToIndex(from, to, utf8.length);
        Utf8.requireValid(utf8, from, to);
        int length = to - from;
        if (length > INLINE_BYTES) {
            insert(index, 1, utf8, from, length);
        } else {
            System.arraycopy(utf8, from, scratch, 0, length);
            insert(index, 1, scratch, 0, length);
        }
    }

    /**
     * Adds a range of a vector, which may be this one, before a string. O(size − index + to − from
     * + their long strings).
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param source the vector
     * @param from the first index to copy
     * @param to the index behind the last to copy
     * @throws IndexOutOfBoundsException if index or range are wrong
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insert(long index, StringVector source, long from, long to) {
        requireOpen();
        source.requireOpen();
        source.requireRange(from, to);
        strings.makeRoom(source.strings.longBytes(from, to));
        strings.slots.insert(index, source.strings.slots, from, to);
        strings.copyTexts(index, index + to - from, source.strings.texts);
    }

    /**
     * Adds all strings of a vector, which may be this one, at the end.
     *
     * @param source the vector
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void append(StringVector source) {
        insert(size(), source, 0, source.size());
    }

    /**
     * Adds strings at the end, all or none.
     *
     * @param texts the strings
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if one has an unpaired surrogate or is too long
     */
    public void append(Iterable<? extends CharSequence> texts) {
        requireOpen();
        long oldSize = size();
        boolean done = false;
        try {
            for (CharSequence text : texts) {
                pushBack(text);
            }
            done = true;
        } finally {
            if (!done && !closed) {
                erase(oldSize, size());
            }
        }
    }

    /**
     * Replaces all strings by copies of one.
     *
     * @param count how many, at least 0
     * @param text the string
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the text has an unpaired surrogate or is too long
     */
    public void assign(long count, CharSequence text) {
        long oldSize = size();
        insert(oldSize, count, text);
        erase(0, oldSize);
    }

    /**
     * Replaces all strings by those of a vector.
     *
     * @param source the vector; nothing happens if it is this one
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void assign(StringVector source) {
        requireOpen();
        if (source.strings != strings) {
            long oldSize = size();
            append(source);
            erase(0, oldSize);
        }
    }

    /**
     * Changes the size: strings behind it go, new ones are empty.
     *
     * @param newSize the size wanted, at least 0
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void resize(long newSize) {
        resize(newSize, "");
    }

    /**
     * Changes the size: strings behind it go, new ones are copies of one.
     *
     * @param newSize the size wanted, at least 0
     * @param text the string
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the text has an unpaired surrogate or is too long
     */
    public void resize(long newSize, CharSequence text) {
        requireOpen();
        if (newSize < 0) {
            throw new IllegalArgumentException("a vector has at least 0 elements, not " + newSize);
        }
        if (newSize >= size()) {
            insert(size(), newSize - size(), text);
        } else {
            erase(newSize, size());
        }
    }

    /**
     * Replaces a string. O(length).
     *
     * @param index from 0 to the size, exclusive
     * @param text the new string
     * @throws IndexOutOfBoundsException if there is no such string
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalArgumentException if the text has an unpaired surrogate or is too long
     */
    public void set(long index, CharSequence text) {
        requireElement(index);
        int length = encode(text);
        strings.makeRoom(1, length);
        strings.texts.drop(strings.longBytes(index, index + 1));
        strings.store(index, scratch, 0, length);
    }

    /**
     * Removes the last string. O(1).
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void popBack() {
        erase(size() - 1);
    }

    /**
     * Removes a string. O(size − index).
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public void erase(long index) {
        requireElement(index);
        erase(index, index + 1);
    }

    /**
     * Removes a range. O(size − from).
     *
     * @param from the first index to remove
     * @param to the index behind the last to remove
     * @throws IndexOutOfBoundsException if the range is not in the vector
     */
    public void erase(long from, long to) {
        requireOpen();
        requireRange(from, to);
        strings.texts.drop(strings.longBytes(from, to));
        strings.slots.erase(from, to);
        if (strings.slots.isEmpty()) {
            strings.texts.clear();
        }
    }

    /**
     * Removes a string by putting the last in its place. O(1); the order changes.
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public void swapRemove(long index) {
        requireElement(index);
        strings.texts.drop(strings.longBytes(index, index + 1));
        strings.slots.swapRemove(index);
    }

    /**
     * Removes the strings that a predicate chooses. O(size). If it throws, those chosen before are
     * removed and the rest stays.
     *
     * @param predicate asked once for each string, with its index before anything was removed
     * @return how many were removed
     */
    public long removeIf(SlotPredicate predicate) {
        requireOpen();
        return strings.slots.removeIf(index -> {
            boolean remove = predicate.test(index);
            if (remove) {
                strings.texts.drop(strings.longBytes(index, index + 1));
            }
            return remove;
        });
    }

    /** Removes all strings and keeps the capacities. */
    public void clear() {
        requireOpen();
        strings.slots.clear();
        strings.texts.clear();
    }

    /**
     * Sorts by code points. O(n log n); strings are read only where the first eight bytes are
     * equal. Takes 48 bytes for each string from the resource while it runs.
     *
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void sort() {
        requireOpen();
        strings.slots.sortBy(strings::sortKey, strings::compare);
    }

    /**
     * Returns a vector with the same strings on the same resource, with no slot to spare.
     *
     * @return the copy, owned by the caller
     * @throws AllocationFailedException if there is no memory
     */
    public StringVector copy() {
        requireOpen();
        return new StringVector(strings.copy());
    }

    /**
     * Hands all strings, with their memory, to a new vector; this one is empty afterwards. O(1).
     *
     * @return the new owner
     */
    public StringVector move() {
        requireOpen();
        StringVector owner = new StringVector(strings);
        strings = new StringSlots(owner.resource());
        return owner;
    }

    /**
     * Exchanges strings and memory with another vector. O(1); it copies nothing.
     *
     * @param other a vector on an equal resource
     * @throws IllegalArgumentException if the vectors are on different resources
     */
    public void swap(StringVector other) {
        requireOpen();
        other.requireOpen();
        if (!resource().equals(other.resource())) {
            throw new IllegalArgumentException(
                    "swapped vectors need one resource, not "
                            + resource()
                            + " and "
                            + other.resource());
        }
        StringSlots otherStrings = other.strings;
        other.strings = strings;
        strings = otherStrings;
    }

    /** Gives the memory back. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            strings.free();
            closed = true;
        }
    }

    private void insert(long index, long count, byte[] bytes, int from, int length) {
        if (index < 0 || index > size()) {
            throw new IndexOutOfBoundsException("index " + index + " to insert at, size " + size());
        }
        strings.makeRoom(count, length);
        strings.slots.emplace(index, count);
        for (long i = index; i < index + count; i++) {
            strings.store(i, bytes, from, length);
        }
    }
}
