package dev.kanishk.matching.flow;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A window on the bytes of a file, of a size that never changes. What lies between {@link
 * #position} and {@link #limit} is there to be read in place; {@link #SLACK} bytes beyond may be
 * read, too, and mean nothing, so that eight bytes can be loaded at once near the end. A file whose
 * name ends in {@code .gz} is unpacked as it is read.
 */
final class FlowInput implements Closeable {
    static final int SLACK = 16;

    private static final int BUFFER_BYTES = 1 << 16;

    final byte[] bytes;
    int position;
    int limit;

    private final InputStream stream;
    private final int capacityBytes;

    FlowInput(InputStream stream, int capacityBytes) {
        this.stream = stream;
        this.capacityBytes = capacityBytes;
        this.bytes = new byte[capacityBytes + SLACK];
    }

    static FlowInput open(Path path, int capacityBytes) throws IOException {
        InputStream file = Files.newInputStream(path);
        if (!String.valueOf(path.getFileName()).endsWith(".gz")) {
            return new FlowInput(file, capacityBytes);
        }
        try {
            return new FlowInput(new GZIPInputStream(file, BUFFER_BYTES), capacityBytes);
        } catch (IOException e) {
            file.close();
            throw new IOException(path + " is no gzip file: " + e.getMessage(), e);
        }
    }

    int remaining() {
        return limit - position;
    }

    /**
     * Reads on, after moving what is left to the front if there is no room behind it.
     *
     * @return false at the end of the file, or if the window is full
     */
    boolean readOn() throws IOException {
        if (limit == capacityBytes) {
            System.arraycopy(bytes, position, bytes, 0, remaining());
            limit -= position;
            position = 0;
        }
        int read = limit == capacityBytes ? -1 : stream.read(bytes, limit, capacityBytes - limit);
        if (read <= 0) {
            return false;
        }
        limit += read;
        return true;
    }

    /** Sees to it that so many bytes are in the window; false if the file ends before. */
    boolean has(int count) throws IOException {
        while (remaining() < count) {
            if (!readOn()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
