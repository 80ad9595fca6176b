package dev.kanishk.collections.text;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.struct.StructField;
import dev.kanishk.collections.struct.StructSchema;
import dev.kanishk.collections.struct.StructVector;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strings as slots of two numbers, after the "German strings" of the Umbra database (Neumann and
 * Freitag, CIDR 2020).
 *
 * <pre>
 *   head   length in bytes (32 bits) | bytes 0–3, big-endian (32 bits)
 *   tail   up to 12 bytes: bytes 4–11, big-endian, zeroes behind the end
 *          longer:         where its bytes lie in the text block, all of them
 * </pre>
 *
 * <p>Strings of up to 12 bytes are thus equal if their slots are, and most comparisons of others
 * end at the first four bytes, in the slot. Unsigned numbers made of big-endian bytes order as the
 * bytes do; where one is padded with zeroes and equal, the shorter string comes first.
 *
 * <p>A slot holds an offset, no address. So slots move in bulk, and nobody is told; the block of
 * texts grows by reallocation, and a copy of all is two copies of memory. That is why there is one
 * block, and not one for each string as {@code std::string} has it.
 *
 * <p>The bytes of a long string that was removed or overwritten stay as garbage. When the block is
 * full and at least half of it is garbage, it is rewritten instead of grown: each rewriting of
 * {@code n} bytes was paid for by {@code n} bytes that were dropped.
 */
final class StringSlots {
    static final int INLINE_BYTES = 12;

    private static final StructSchema<Record> SLOT =
            StructSchema.of(
                    MemoryLayout.structLayout(
                                    ValueLayout.JAVA_LONG.withName("head"),
                                    ValueLayout.JAVA_LONG.withName("tail"))
                            .withName("string"));
    private static final StructField.OfLong HEAD = SLOT.longField("head");
    private static final StructField.OfLong TAIL = SLOT.longField("tail");
    private static final VarHandle INT_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int PREFIX_BYTES = 4;
    private static final int HASH_FACTOR = 31;

    final StructVector<Record> slots;
    final TextBlock texts;

    StringSlots(MemoryResource resource) {
        this(new StructVector<>(SLOT, resource), new TextBlock(resource));
    }

    private StringSlots(StructVector<Record> slots, TextBlock texts) {
        this.slots = slots;
        this.texts = texts;
    }

    /** Copies slots and texts, garbage too, so that offsets stay. */
    StringSlots copy() {
        StructVector<Record> slotsCopy = slots.copy();
        boolean done = false;
        try {
            TextBlock textsCopy = new TextBlock(texts.resource(), texts.used());
            textsCopy.appendAll(texts);
            done = true;
            return new StringSlots(slotsCopy, textsCopy);
        } finally {
            if (!done) {
                slotsCopy.close();
            }
        }
    }

    void free() {
        slots.close();
        texts.free();
    }

    /** Makes room for strings of a length, all of them long or none. */
    void makeRoom(long count, int length) {
        if (length > INLINE_BYTES) {
            if (count > Long.MAX_VALUE / length) {
                throw new AllocationFailedException(
                        count + " strings of " + length + " bytes are more than memory can have");
            }
            makeRoom(count * length);
        }
    }

    void makeRoom(long bytes) {
        if (!texts.hasRoom(bytes)) {
            if (texts.isWorthRewriting()) {
                rewrite(Math.max(texts.capacity(), longBytes(0, slots.size()) + bytes));
            } else {
                texts.reserve(bytes);
            }
        }
    }

    /** Copies what is not garbage to a new block of a capacity that holds it. */
    void rewrite(long capacity) {
        TextBlock fresh = new TextBlock(texts.resource(), capacity);
        for (long i = 0; i < slots.size(); i++) {
            int length = length(i);
            if (length > INLINE_BYTES) {
                slots.setLong(i, TAIL, fresh.append(texts, slots.getLong(i, TAIL), length));
            }
        }
        texts.become(fresh);
    }

    /** Returns how many bytes outside their slots a range of strings has. */
    long longBytes(long from, long to) {
        long bytes = 0;
        for (long i = from; i < to; i++) {
            int length = length(i);
            bytes += length > INLINE_BYTES ? length : 0;
        }
        return bytes;
    }

    int length(long index) {
        return (int) (slots.getLong(index, HEAD) >>> 32);
    }

    /**
     * Writes a string to a slot. There is room for it, and 12 bytes can be read from its start,
     * whatever its length.
     */
    void store(long index, byte[] bytes, int from, int length) {
        slots.setLong(index, HEAD, head(bytes, from, length));
        slots.setLong(
                index,
                TAIL,
                length > INLINE_BYTES
                        ? texts.append(bytes, from, length)
                        : middle(bytes, from, length));
    }

    /** Gives long strings of a range, whose slots were copied from others, bytes of their own. */
    void copyTexts(long from, long to, TextBlock source) {
        for (long i = from; i < to; i++) {
            int length = length(i);
            if (length > INLINE_BYTES) {
                slots.setLong(i, TAIL, texts.append(source, slots.getLong(i, TAIL), length));
            }
        }
    }

    int getBytes(long index, byte[] target, int at) {
        long head = slots.getLong(index, HEAD);
        long tail = slots.getLong(index, TAIL);
        int length = (int) (head >>> 32);
        if (length > INLINE_BYTES) {
            texts.copyTo(tail, target, at, length);
            return length;
        }
        for (int i = 0; i < length; i++) {
            target[at + i] = inlineByte(head, tail, i);
        }
        return length;
    }

    boolean equal(StringSlots other) {
        if (slots.size() != other.slots.size()) {
            return false;
        }
        for (long i = 0; i < slots.size(); i++) {
            if (!equal(i, other)) {
                return false;
            }
        }
        return true;
    }

    private boolean equal(long index, StringSlots other) {
        long head = slots.getLong(index, HEAD);
        if (head != other.slots.getLong(index, HEAD)) {
            return false;
        }
        long length = head >>> 32;
        long tail = slots.getLong(index, TAIL);
        long otherTail = other.slots.getLong(index, TAIL);
        return length <= INLINE_BYTES
                ? tail == otherTail
                : MemorySegment.mismatch(
                                texts.memory(),
                                tail,
                                tail + length,
                                other.texts.memory(),
                                otherTail,
                                otherTail + length)
                        < 0;
    }

    int compare(long left, long right) {
        int byStart = Long.compareUnsigned(start(left), start(right));
        if (byStart != 0) {
            return byStart;
        }
        int leftLength = length(left);
        int rightLength = length(right);
        int byMiddle = Long.compareUnsigned(middle(left), middle(right));
        if (byMiddle != 0 || leftLength <= INLINE_BYTES || rightLength <= INLINE_BYTES) {
            return byMiddle != 0 ? byMiddle : Integer.compare(leftLength, rightLength);
        }
        long leftFrom = slots.getLong(left, TAIL);
        long rightFrom = slots.getLong(right, TAIL);
        return TextBlock.compare(
                texts.memory(),
                leftFrom + INLINE_BYTES,
                leftFrom + leftLength,
                texts.memory(),
                rightFrom + INLINE_BYTES,
                rightFrom + rightLength);
    }

    /** Compares a string with bytes of which 12 can be read, whatever their length. */
    int compare(long index, byte[] bytes, int length) {
        long prefix = slots.getLong(index, HEAD) & 0xFFFFFFFFL;
        int byPrefix = Long.compare(prefix, head(bytes, 0, length) & 0xFFFFFFFFL);
        if (byPrefix != 0) {
            return byPrefix;
        }
        int ownLength = length(index);
        int byMiddle = Long.compareUnsigned(middle(index), middle(bytes, 0, length));
        if (byMiddle != 0 || ownLength <= INLINE_BYTES || length <= INLINE_BYTES) {
            return byMiddle != 0 ? byMiddle : Integer.compare(ownLength, length);
        }
        long from = slots.getLong(index, TAIL);
        return TextBlock.compare(
                texts.memory(),
                from + INLINE_BYTES,
                from + ownLength,
                MemorySegment.ofArray(bytes),
                INLINE_BYTES,
                length);
    }

    /** Finds the first string that is equal to bytes of which 12 can be read. */
    long indexOf(byte[] bytes, int length) {
        long head = head(bytes, 0, length);
        long middle = middle(bytes, 0, length);
        for (long i = 0; i < slots.size(); i++) {
            boolean found =
                    slots.getLong(i, HEAD) == head
                            && (length <= INLINE_BYTES
                                    ? slots.getLong(i, TAIL) == middle
                                    : compare(i, bytes, length) == 0);
            if (found) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the first eight bytes as a signed number that orders as they do. */
    long sortKey(long index) {
        return start(index) ^ Long.MIN_VALUE;
    }

    /** Returns what {@link String#hashCode} returns for the same text. */
    int hash(long index) {
        long head = slots.getLong(index, HEAD);
        long tail = slots.getLong(index, TAIL);
        int length = (int) (head >>> 32);
        boolean inline = length <= INLINE_BYTES;
        int hash = 0;
        int at = 0;
        while (at < length) {
            int lead = inline ? inlineByte(head, tail, at) : texts.byteAt(tail + at);
            at++;
            if (lead >= 0) {
                hash = HASH_FACTOR * hash + lead;
                continue;
            }
            int following = (lead & 0xF0) == 0xF0 ? 3 : (lead & 0xE0) == 0xE0 ? 2 : 1;
            int point = lead & (0x3F >> following);
            for (int i = 0; i < following; i++, at++) {
                int next = inline ? inlineByte(head, tail, at) : texts.byteAt(tail + at);
                point = (point << 6) | (next & 0x3F);
            }
            if (Character.isBmpCodePoint(point)) {
                hash = HASH_FACTOR * hash + point;
            } else {
                hash = HASH_FACTOR * hash + Character.highSurrogate(point);
                hash = HASH_FACTOR * hash + Character.lowSurrogate(point);
            }
        }
        return hash;
    }

    /** Returns bytes 0–7. */
    private long start(long index) {
        return (slots.getLong(index, HEAD) << 32) | (middle(index) >>> 32);
    }

    /** Returns bytes 4–11. */
    private long middle(long index) {
        long tail = slots.getLong(index, TAIL);
        return length(index) <= INLINE_BYTES ? tail : texts.word(tail + PREFIX_BYTES);
    }

    private static long head(byte[] bytes, int from, int length) {
        int read = (int) INT_BYTES.get(bytes, from);
        // Ones for as many bytes as there are, from the top of the lower half.
        int mask = (int) (0xFFFFFFFF00000000L >>> (8 * Math.min(length, PREFIX_BYTES)));
        return ((long) length << 32) | ((read & mask) & 0xFFFFFFFFL);
    }

    private static long middle(byte[] bytes, int from, int length) {
        if (length <= PREFIX_BYTES) {
            return 0;
        }
        long read = (long) LONG_BYTES.get(bytes, from + PREFIX_BYTES);
        return read & (-1L << (8 * (INLINE_BYTES - Math.min(length, INLINE_BYTES))));
    }

    private static byte inlineByte(long head, long tail, int at) {
        return (byte) (at < PREFIX_BYTES ? head >>> (24 - 8 * at) : tail >>> (56 - 8 * (at - 4)));
    }
}
