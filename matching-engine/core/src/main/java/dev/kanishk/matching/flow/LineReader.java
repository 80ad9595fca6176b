package dev.kanishk.matching.flow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Lines of a file, split at commas where they lie, without an object for any of them.
 *
 * <p>A line ends with {@code \n}, with {@code \r\n}, or with the file. A UTF-8 byte order mark
 * before the first line is not part of it. Of a line of more than {@code lineBytesMax} bytes, only
 * the fields that end within these can be read, and {@link #fields} is 0; so it is of a line of too
 * many fields. Either way the next line is read as if nothing had been.
 */
final class LineReader implements Closeable {
    private static final int INPUT_BYTES = 1 << 18;
    private static final long BYTE_ORDER_MARK = 0xBFBBEF;
    private static final long EACH = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F * EACH;
    private static final long COMMAS = ',' * EACH;
    private static final long LINE_FEEDS = '\n' * EACH;

    private final FlowInput input;
    private final int lineBytesMax;
    private final int[] ends;
    private final byte[] prefix;

    private byte[] line;
    private int start;
    private int fields;
    private boolean whole;
    private boolean invalid;
    private boolean atStart = true;

    LineReader(Path path, int fieldsMax, int lineBytesMax) throws IOException {
        this.input = FlowInput.open(path, Math.max(INPUT_BYTES, 2 * lineBytesMax));
        this.lineBytesMax = lineBytesMax;
        this.ends = new int[fieldsMax];
        this.prefix = new byte[lineBytesMax + FlowInput.SLACK];
        this.line = input.bytes;
    }

    /** Goes to the next line; false at the end of the file. */
    boolean next() throws IOException {
        if (atStart) {
            atStart = false;
            skipByteOrderMark();
        }
        fields = 0;
        whole = true;
        invalid = false;
        line = input.bytes;
        int length = 0;
        while (true) {
            int end = split(length);
            if (end >= 0) {
                start = input.position;
                endLine(end);
                input.position += end + 1;
                return true;
            }
            length = input.remaining();
            if (length > lineBytesMax) {
                cutLine();
                return true;
            }
            if (!input.readOn()) {
                start = input.position;
                endLine(length);
                input.position = input.limit;
                return length > 0;
            }
        }
    }

    private void skipByteOrderMark() throws IOException {
        if (input.has(3) && (Word.load(input.bytes, 0) & 0xFFFFFF) == BYTE_ORDER_MARK) {
            input.position = 3;
        }
    }

    /** Notes the ends of fields from an offset on; returns the line feed's offset, or -1. */
    private int split(int from) {
        byte[] bytes = input.bytes;
        int first = input.position;
        int limit = input.limit;
        for (int at = first + from; at < limit; at += Long.BYTES) {
            long word = Word.load(bytes, at);
            long found = zeros(word ^ COMMAS) | zeros(word ^ LINE_FEEDS);
            while (found != 0) {
                int index = at + (Long.numberOfTrailingZeros(found) >>> 3);
                if (index >= limit) {
                    return -1;
                }
                if (bytes[index] == '\n') {
                    return index - first;
                }
                endField(index - first);
                found &= found - 1;
            }
        }
        return -1;
    }

    /** Sets the top bit of each byte that is zero, and no other bit. */
    private static long zeros(long word) {
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }

    private void endField(int offset) {
        if (fields < ends.length && offset <= lineBytesMax) {
            ends[fields++] = offset;
        } else {
            whole = false;
        }
    }

    private void endLine(int offset) {
        boolean carriageReturn = offset > 0 && line[start + offset - 1] == '\r';
        endField(carriageReturn ? offset - 1 : offset);
    }

    /** Keeps the beginning of a line that is too long, and skips the rest. */
    private void cutLine() throws IOException {
        System.arraycopy(input.bytes, input.position, prefix, 0, lineBytesMax);
        line = prefix;
        start = 0;
        whole = false;
        do {
            for (int at = input.position; at < input.limit; at++) {
                if (input.bytes[at] == '\n') {
                    input.position = at + 1;
                    return;
                }
            }
            input.position = input.limit;
        } while (input.readOn());
    }

    /** Returns how many fields the line has, or 0 if it is too long or has too many. */
    int fields() {
        return whole ? fields : 0;
    }

    /** Tells whether a field can be read, also of a line of too many. */
    boolean has(int field) {
        return field < fields;
    }

    private int startOf(int field) {
        return start + (field == 0 ? 0 : ends[field - 1] + 1);
    }

    int fieldBytes(int field) {
        return start + ends[field] - startOf(field);
    }

    boolean isEmpty(int field) {
        return fieldBytes(field) == 0;
    }

    byte at(int field, int index) {
        return line[startOf(field) + index];
    }

    /** Returns up to eight bytes of a field from an index on, little-endian, padded with zeros. */
    long bytes(int field, int index) {
        int count = fieldBytes(field) - index;
        return count <= 0 ? 0 : Word.load(line, startOf(field) + index, count);
    }

    boolean is(int field, Word word) {
        return fieldBytes(field) == word.bytes()
                && bytes(field, 0) == word.head()
                && bytes(field, Long.BYTES) == word.tail();
    }

    /** Returns which of some words a field is, or -1. */
    int oneOf(int field, Word[] words) {
        for (int i = 0; i < words.length; i++) {
            if (is(field, words[i])) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns a whole number from -(2^63 - 1) to 2^63 - 1, written in digits with or without a
     * minus before them, or {@code absent} for an empty field. Of other text, {@link #invalid} is
     * true from now on.
     */
    long number(int field, long absent) {
        int at = startOf(field);
        int end = start + ends[field];
        if (at == end) {
            return absent;
        }
        boolean negative = line[at] == '-';
        at += negative ? 1 : 0;
        if (at == end) {
            return invalidNumber();
        }
        while (end - at > 19 && line[at] == '0') {
            at++;
        }
        if (end - at > 19) {
            return invalidNumber();
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = line[at] - '0';
            if (digit < 0 || digit > 9) {
                return invalidNumber();
            }
            value = value * 10 + digit;
        }
        if (value < 0) {
            return invalidNumber();
        }
        return negative ? -value : value;
    }

    private long invalidNumber() {
        invalid = true;
        return 0;
    }

    /** Tells whether a field of this line that was read as a number is none. */
    boolean invalid() {
        return invalid;
    }

    /** Returns a number, or {@code absent} for an empty field, for other text, or for no field. */
    long numberOr(int field, long absent) {
        boolean before = invalid;
        invalid = false;
        long value = has(field) ? number(field, absent) : absent;
        long result = invalid ? absent : value;
        invalid = before;
        return result;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
