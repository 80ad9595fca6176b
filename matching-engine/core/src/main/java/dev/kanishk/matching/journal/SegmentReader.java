package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads a segment through a window of bounded size that stays in the processor's cache.
 *
 * <p>The window grows to the longest record that its segment allows, and not beyond.
 */
final class SegmentReader implements Closeable {
    private static final int WINDOW_BYTES = 256 << 10;

    private final Disk disk;
    private ByteBuffer window =
            ByteBuffer.allocateDirect(SegmentHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private ByteBuffer shown = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    private RecordLayout layout = new RecordLayout(window);
    private Disk.OpenFile file;
    private SegmentHeader header;
    private String name;
    private int salt;
    private int windowStart;
    private int windowEnd;

    SegmentReader(Disk disk, Path folder, long number, long sequence) throws IOException {
        this.disk = disk;
        this.name = SegmentNames.of(number);
        this.file = disk.open(folder.resolve(name), false);
        this.header = readHeader(number, sequence);
    }

    /** Goes to another segment. */
    void next(Path folder, long number, long sequence) throws IOException {
        file.close();
        name = SegmentNames.of(number);
        file = disk.open(folder.resolve(name), false);
        header = readHeader(number, sequence);
    }

    private SegmentHeader readHeader(long number, long sequence) throws IOException {
        windowStart = 0;
        windowEnd = 0;
        try {
            SegmentHeader read = SegmentHeader.read(file, name, sequence);
            if (read.number() != number) {
                throw JournalDamagedException.unreadable(
                        name,
                        "was made as "
                                + SegmentNames.of(read.number())
                                + " and renamed or copied; give every segment its own name back");
            }
            salt = RecordLayout.salt(read.journalId(), number);
            return read;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    SegmentHeader header() {
        return header;
    }

    String name() {
        return name;
    }

    /** Returns a buffer that shows the window; valid until the window grows. */
    ByteBuffer shown() {
        return shown;
    }

    /**
     * Returns the place in the window of a byte of the segment, with the bytes after it.
     *
     * @param at the offset in the segment
     * @param length how many bytes are needed from there, all within the segment
     */
    int load(int at, int length) throws IOException {
        if (at >= windowStart && at + length <= windowEnd) {
            return at - windowStart;
        }
        int wanted = Math.max(length, Math.min(WINDOW_BYTES, header.segmentBytes()));
        if (wanted > window.capacity()) {
            window = ByteBuffer.allocateDirect(wanted).order(ByteOrder.LITTLE_ENDIAN);
            shown = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            layout = new RecordLayout(window);
        }
        window.clear().limit(Math.min(window.capacity(), header.segmentBytes() - at));
        file.readFully(window, at);
        windowStart = at;
        windowEnd = at + window.position();
        window.clear();
        if (at + length > windowEnd) {
            throw new IOException(name + " became shorter while it was read");
        }
        return 0;
    }

    /**
     * Returns the length of a payload if a record that could stand at a place does, else -1.
     *
     * @param at the offset in the segment, of at least a record's header before its end
     */
    int validLength(int at) throws IOException {
        int index = load(at, RecordLayout.HEADER_BYTES);
        int length = window.getInt(index + RecordLayout.LENGTH);
        int room = Math.min(header.segmentBytes() - at, header.unforcedBytesMax());
        if (length < 0 || length > room - RecordLayout.HEADER_BYTES) {
            return -1;
        }
        index = load(at, RecordLayout.HEADER_BYTES + length);
        return window.getInt(index) == layout.checksum(index, length, salt, at) ? length : -1;
    }

    long sequence(int at) throws IOException {
        return window.getLong(load(at, RecordLayout.HEADER_BYTES) + RecordLayout.SEQUENCE);
    }

    byte type(int at) throws IOException {
        return window.get(load(at, RecordLayout.HEADER_BYTES) + RecordLayout.TYPE);
    }

    /** Returns up to where the segment was forced when this record was written. */
    int forcedTo(int at) throws IOException {
        int index = load(at, RecordLayout.HEADER_BYTES);
        return at - window.getInt(index + RecordLayout.UNFORCED);
    }

    /** Returns the sequence that a segment begins with, or -1 if it has no first record. */
    long firstSequence() throws IOException {
        int at = SegmentHeader.BYTES;
        return validLength(at) == 0 && type(at) == RecordLayout.BEGIN ? sequence(at) : -1;
    }

    /** Returns the end of the last byte that is not zero, or {@code from} if all are. */
    int endOfBytes(int from) throws IOException {
        int end = from;
        int at = from;
        while (at < header.segmentBytes()) {
            int index = load(at, Math.min(1, header.segmentBytes() - at));
            int loaded = windowEnd - at;
            for (int i = loaded - 1; i >= 0; i--) {
                if (window.get(index + i) != 0) {
                    end = at + i + 1;
                    break;
                }
            }
            at += loaded;
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
