package dev.kanishk.matching.flow;

import dev.kanishk.matching.instrument.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows of text in memory, each with the line of the flow that it belongs to. They are taken from
 * the front in runs. Grows as needed; who fills it sees to its bound.
 */
final class CsvRows {
    private static final int NUMBER_BYTES_MAX = 20;

    private byte[] bytes = new byte[1 << 12];
    private int first;
    private int size;

    /** The lines of the rows from {@code firstRow} on, and where each row ends. */
    private long[] lines = new long[1 << 6];

    private int[] ends = new int[1 << 6];
    private int firstRow;
    private int rows;

    CsvRows text(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
        return this;
    }

    CsvRows text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    CsvRows comma() {
        return letter(',');
    }

    CsvRows letter(char letter) {
        reserve(1);
        bytes[size++] = (byte) letter;
        return this;
    }

    CsvRows symbol(long high, long low) {
        reserve(Symbols.BYTES_MAX);
        for (int i = 0; i < Symbols.BYTES_MAX; i++) {
            byte next = (byte) ((i < Long.BYTES ? high : low) >>> (56 - 8 * (i & 7)));
            if (next == 0) {
                break;
            }
            bytes[size++] = next;
        }
        return this;
    }

    CsvRows number(long value) {
        reserve(NUMBER_BYTES_MAX);
        if (value < 0) {
            bytes[size++] = '-';
        }
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long at = rest; at < -9; at /= 10) {
            digits++;
        }
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** Ends a row; the lines of rows never go back. */
    void end(long line) {
        letter('\n');
        if (rows == lines.length) {
            lines = Arrays.copyOf(lines, rows * 2);
            ends = Arrays.copyOf(ends, rows * 2);
        }
        lines[rows] = line;
        ends[rows] = size;
        rows++;
    }

    private void reserve(int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }

    boolean isEmpty() {
        return firstRow == rows;
    }

    int sizeBytes() {
        return size - first;
    }

    /** Returns the line of the first row. */
    long firstLine() {
        return lines[firstRow];
    }

    /** Takes the rows of lines up to one and adds them to others. */
    void moveTo(CsvRows target, long lastLine) {
        int row = firstRow;
        while (row < rows && lines[row] <= lastLine) {
            row++;
        }
        if (row == firstRow) {
            return;
        }
        int end = ends[row - 1];
        int shift = target.size - first;
        target.reserve(end - first);
        System.arraycopy(bytes, first, target.bytes, target.size, end - first);
        target.size += end - first;
        target.addRows(this, row, shift);
        firstRow = row;
        first = end;
        if (isEmpty()) {
            clear();
        } else if (first > bytes.length / 2) {
            compact();
        }
    }

    private void addRows(CsvRows source, int rowsEnd, int shift) {
        int added = rowsEnd - source.firstRow;
        if (rows + added > lines.length) {
            int capacity = Math.max(lines.length * 2, rows + added);
            lines = Arrays.copyOf(lines, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        for (int row = source.firstRow; row < rowsEnd; row++) {
            lines[rows] = source.lines[row];
            ends[rows] = source.ends[row] + shift;
            rows++;
        }
    }

    private void compact() {
        System.arraycopy(bytes, first, bytes, 0, size - first);
        for (int row = firstRow; row < rows; row++) {
            lines[row - firstRow] = lines[row];
            ends[row - firstRow] = ends[row] - first;
        }
        rows -= firstRow;
        firstRow = 0;
        size -= first;
        first = 0;
    }

    void clear() {
        first = 0;
        size = 0;
        firstRow = 0;
        rows = 0;
    }

    /** Returns the bytes; the rows are those from {@link #offset}, {@link #sizeBytes} of them. */
    byte[] array() {
        return bytes;
    }

    int offset() {
        return first;
    }
}
