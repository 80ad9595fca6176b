package dev.kanishk.collections.text;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the strings in a vector: read, compare, search.
 *
 * <p>Only what returns {@link String}s allocates on the Java heap, and a text to look for if it is
 * longer than all before. Order is that of code points, which is that of the bytes; {@link
 * String#compareTo} differs from it above {@code U+FFFF}.
 */
public abstract sealed class StringSequence implements Iterable<String> permits StringVector {
    /** The most bytes a string can have. */
    public static final int MAX_STRING_BYTES = Integer.MAX_VALUE - 8;

    private static final int FIRST_SCRATCH = 64;
    private static final int SHOWN_ELEMENTS = 32;

    StringSlots strings;
    boolean closed;

    /** A string on its way in or to be looked for; never shorter than {@link #FIRST_SCRATCH}. */
    byte[] scratch = new byte[FIRST_SCRATCH];

    StringSequence(StringSlots strings) {
        this.strings = strings;
    }

    /**
     * Returns how many strings there are.
     *
     * @return from 0 to the capacity
     */
    public final long size() {
        return strings.slots.size();
    }

    /**
     * Returns whether there are no strings.
     *
     * @return whether the size is 0
     */
    public final boolean isEmpty() {
        return strings.slots.isEmpty();
    }

    /**
     * Reads a string. This makes a {@link String}; to compare or copy one, nothing needs to be
     * made.
     *
     * @param index from 0 to the size, exclusive
     * @return the string
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public final String get(long index) {
        int length = byteLength(index);
        if (length > scratch.length) {
            scratch = new byte[length];
        }
        getBytes(index, scratch, 0);
        return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Does what {@link #get} does, under the name of {@code std::vector}'s checked access.
     *
     * @param index from 0 to the size, exclusive
     * @return the string
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public final String at(long index) {
        return get(index);
    }

    /**
     * Returns the first string.
     *
     * @return the string at 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public final String front() {
        return get(0);
    }

    /**
     * Returns the last string.
     *
     * @return the string before the end
     * @throws IndexOutOfBoundsException if there is none
     */
    public final String back() {
        return get(size() - 1);
    }

    /**
     * Returns how long a string is in UTF-8.
     *
     * @param index from 0 to the size, exclusive
     * @return its bytes, from 0 to {@link #MAX_STRING_BYTES}
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public final int byteLength(long index) {
        requireElement(index);
        return strings.length(index);
    }

    /**
     * Copies a string's bytes.
     *
     * @param index from 0 to the size, exclusive
     * @param target where to
     * @param at the index in it of the first byte
     * @return how many were copied
     * @throws IndexOutOfBoundsException if there is no such string, or no room for it
     */
    public final int getBytes(long index, byte[] target, int at) {
        int length = byteLength(index);
        Objects.checkFromIndexSize(at, length, target.length);
        return strings.getBytes(index, target, at);
    }

    /**
     * Compares two strings, by code points.
     *
     * @param left the index of one
     * @param right the index of the other
     * @return less than 0 if the left comes first, more if the right does, 0 if they are equal
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public final int compare(long left, long right) {
        requireElement(left);
        requireElement(right);
        return strings.compare(left, right);
    }

    /**
     * Compares a string with a text, by code points.
     *
     * @param index from 0 to the size, exclusive
     * @param text the text
     * @return less than 0 if the string comes first, more if the text does, 0 if they are equal
     * @throws IndexOutOfBoundsException if there is no such string
     * @throws IllegalArgumentException if the text has an unpaired surrogate
     */
    public final int compare(long index, CharSequence text) {
        requireElement(index);
        int length = encode(text);
        return strings.compare(index, scratch, length);
    }

    /**
     * Returns what {@link String#hashCode} returns for a string, without making one.
     *
     * @param index from 0 to the size, exclusive
     * @return the hash
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public final int hash(long index) {
        requireElement(index);
        return strings.hash(index);
    }

    /**
     * Finds the first string equal to a text. O(size); short ones are compared by two numbers.
     *
     * @param text the text
     * @return its index, or −1
     * @throws IllegalArgumentException if the text has an unpaired surrogate
     */
    public final long indexOf(CharSequence text) {
        requireOpen();
        int length = encode(text);
        return strings.indexOf(scratch, length);
    }

    /**
     * Finds the first string that is not less than a text, in sorted strings. O(log size).
     *
     * @param text the text
     * @return its index, or the size if all are less
     * @throws IllegalArgumentException if the text has an unpaired surrogate
     */
    public final long lowerBound(CharSequence text) {
        requireOpen();
        int length = encode(text);
        return strings.slots.partitionPoint(i -> strings.compare(i, scratch, length) < 0);
    }

    /**
     * Finds the first string that is greater than a text, in sorted strings. O(log size).
     *
     * @param text the text
     * @return its index, or the size if none is greater
     * @throws IllegalArgumentException if the text has an unpaired surrogate
     */
    public final long upperBound(CharSequence text) {
        requireOpen();
        int length = encode(text);
        return strings.slots.partitionPoint(i -> strings.compare(i, scratch, length) <= 0);
    }

    /**
     * Returns the strings as a stream. The vector must not be changed while it is used.
     *
     * @return the strings from the first to the last
     */
    public final Stream<String> stream() {
        requireOpen();
        return LongStream.range(0, size()).mapToObj(this::get);
    }

    /** Returns the strings one after the other. The vector must not be changed meanwhile. */
    @Override
    public final Iterator<String> iterator() {
        return stream().iterator();
    }

    /** Two vectors are equal if their strings are, in order; capacity and resource don't count. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof StringVector vector && strings.equal(vector.strings);
    }

    /** Returns what {@link java.util.List#hashCode} returns for these strings. */
    @Override
    public final int hashCode() {
        int hash = 1;
        for (long index = 0; index < size(); index++) {
            hash = 31 * hash + strings.hash(index);
        }
        return hash;
    }

    /** Returns the strings as text; of many only the first and the size. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder("[");
        long shown = Math.min(size(), SHOWN_ELEMENTS);
        for (long index = 0; index < shown; index++) {
            text.append(index == 0 ? "" : ", ").append(get(index));
        }
        return (shown < size() ? text.append(", … ").append(size()).append(" in all") : text) + "]";
    }

    /** Encodes a text into the scratch buffer, which may be a new one; returns its length. */
    final int encode(CharSequence text) {
        if (3L * text.length() > scratch.length) {
            long bytes = Utf8.length(text);
            if (bytes > MAX_STRING_BYTES) {
                throw new IllegalArgumentException(
                        "a string has at most " + MAX_STRING_BYTES + " bytes, not " + bytes);
            }
            if (bytes > scratch.length) {
                scratch = new byte[(int) bytes];
            }
        }
        return Utf8.encode(text, scratch);
    }

    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the StringVector is closed");
        }
    }

    final void requireElement(long index) {
        if (index < 0 || index >= size()) {
            requireOpen();
            throw new IndexOutOfBoundsException("index " + index + ", size " + size());
        }
    }

    final void requireRange(long from, long to) {
        if (from < 0 || from > to || to > size()) {
            throw new IndexOutOfBoundsException("from " + from + " to " + to + ", size " + size());
        }
    }
}
