package dev.kanishk.matching.flow;

import dev.kanishk.matching.book.Symbols;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Lines of text kept in memory until they may be released. */
final class CsvOutput implements Closeable {
    private final FileChannel file;
    private byte[] bytes = new byte[1 << 16];
    private int size;

    CsvOutput(Path path, String header) throws IOException {
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        text(header).end();
    }

    CsvOutput text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (byte next : encoded) {
            add(next);
        }
        return this;
    }

    CsvOutput comma() {
        add((byte) ',');
        return this;
    }

    void end() {
        add((byte) '\n');
    }

    CsvOutput letter(char letter) {
        add((byte) letter);
        return this;
    }

    CsvOutput symbol(long high, long low) {
        for (int i = 0; i < Symbols.BYTES_MAX; i++) {
            byte next = (byte) ((i < Long.BYTES ? high : low) >>> (56 - 8 * (i & 7)));
            if (next == 0) {
                break;
            }
            add(next);
        }
        return this;
    }

    CsvOutput number(long value) {
        if (value < 0) {
            add((byte) '-');
        }
        long rest = Math.abs(value);
        int digits = 1;
        for (long at = rest; at > 9; at /= 10) {
            digits++;
        }
        while (size + digits > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    private void add(byte next) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = next;
    }

    void release() throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes, 0, size);
        while (all.hasRemaining()) {
            file.write(all);
        }
        size = 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
