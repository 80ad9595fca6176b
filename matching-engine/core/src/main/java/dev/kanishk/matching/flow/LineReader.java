package dev.kanishk.matching.flow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Lines of a file, split at commas, without a string in sight. */
final class LineReader implements Closeable {
    private static final int FIELDS_MAX = 16;

    /** Beyond this a line is cut: it is then malformed, and the file is still read on. */
    private static final int LINE_BYTES_MAX = 4096;

    private final FileChannel file;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 18).limit(0);
    private final byte[] line = new byte[LINE_BYTES_MAX];
    private final int[] ends = new int[FIELDS_MAX];
    private int length;
    private int fields;
    private boolean valid;

    LineReader(Path path) throws IOException {
        this.file = FileChannel.open(path);
    }

    boolean next() throws IOException {
        length = 0;
        boolean any = false;
        boolean fits = true;
        while (true) {
            if (!input.hasRemaining()) {
                input.clear();
                int read = file.read(input);
                input.flip();
                if (read <= 0) {
                    break;
                }
            }
            any = true;
            byte next = input.get();
            if (next == '\n') {
                break;
            }
            fits = fits && length < LINE_BYTES_MAX;
            if (fits) {
                line[length++] = next;
            }
        }
        split(fits);
        return any;
    }

    private void split(boolean fits) {
        fields = 0;
        valid = fits;
        for (int i = 0; i <= length; i++) {
            if (i == length || line[i] == ',') {
                if (fields == FIELDS_MAX) {
                    valid = false;
                    break;
                }
                ends[fields++] = i;
            }
        }
    }

    int fields() {
        return valid ? fields : 0;
    }

    private int start(int field) {
        return field == 0 ? 0 : ends[field - 1] + 1;
    }

    boolean isEmpty(int field) {
        return start(field) == ends[field];
    }

    boolean is(int field, byte[] text) {
        return Arrays.equals(line, start(field), ends[field], text, 0, text.length);
    }

    /** Returns which of some texts a field is, or -1. */
    int oneOf(int field, byte[][] texts) {
        for (int i = 0; i < texts.length; i++) {
            if (is(field, texts[i])) {
                return i;
            }
        }
        return -1;
    }

    int fieldBytes(int field) {
        return ends[field] - start(field);
    }

    byte at(int field, int index) {
        return line[start(field) + index];
    }

    boolean has(int field) {
        return field < fields;
    }

    /** Returns a whole number, {@code absent} for an empty field, or {@code bad} for other text. */
    long number(int field, long absent, long bad) {
        int from = start(field);
        int to = ends[field];
        if (from == to) {
            return absent;
        }
        boolean negative = line[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to || to - first > 19) {
            return bad;
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return bad;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
