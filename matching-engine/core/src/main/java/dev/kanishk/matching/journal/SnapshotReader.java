package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Reads a snapshot, value by value, as it was written. Used by one thread. */
public final class SnapshotReader implements AutoCloseable {
    private final String name;
    private final Disk.OpenFile file;
    private final SnapshotLayout.Header header;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer chunkHeader =
            ByteBuffer.allocate(SnapshotLayout.CHUNK_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer chunk;
    private long at = SnapshotLayout.HEADER_BYTES;
    private int chunks;

    SnapshotReader(String name, Disk.OpenFile file, long sequence) throws IOException {
        this.name = name;
        this.file = file;
        ByteBuffer bytes =
                ByteBuffer.allocate(SnapshotLayout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.readFully(bytes, 0);
        String fault = SnapshotLayout.fault(bytes);
        if (fault != null) {
            throw JournalDamagedException.snapshot(name, fault);
        }
        header = SnapshotLayout.Header.decode(bytes);
        if (header.sequence() != sequence) {
            throw JournalDamagedException.snapshot(
                    name, "it was made as " + SnapshotLayout.name(header.sequence()));
        }
        if (header.bytes() != file.size()) {
            throw JournalDamagedException.snapshot(
                    name, "it was made of " + header.bytes() + " bytes, and has " + file.size());
        }
        int longest = (int) Math.min(SnapshotLayout.CHUNK_BYTES_MAX, header.bytes());
        chunk = ByteBuffer.allocateDirect(longest).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    SnapshotLayout.Header header() {
        return header;
    }

    /**
     * Returns whether there is more to read.
     *
     * @return true until the last value was read
     */
    public boolean hasNext() {
        return chunk.hasRemaining() || chunks < header.chunks();
    }

    /**
     * Gives back what was put after one call of {@link SnapshotWriter#room}, to be taken by
     * relative gets.
     *
     * @param valueBytes the bytes that will be taken before the next call
     * @return a little-endian buffer with at least so many bytes between position and limit
     * @throws IOException if the snapshot is damaged, ends before, or is not read as it was written
     */
    public ByteBuffer next(int valueBytes) throws IOException {
        if (!chunk.hasRemaining() && chunks < header.chunks()) {
            readChunk();
        }
        if (chunk.remaining() < valueBytes) {
            throw JournalDamagedException.snapshot(
                    name,
                    "a value of "
                            + valueBytes
                            + " bytes is read where "
                            + chunk.remaining()
                            + " are left: it is not read as it was written");
        }
        return chunk;
    }

    private void readChunk() throws IOException {
        chunkHeader.clear();
        file.readFully(chunkHeader, at);
        int length = chunkHeader.hasRemaining() ? 0 : chunkHeader.getInt(0);
        if (length < 1 || length > chunk.capacity()) {
            throw JournalDamagedException.snapshot(
                    name, "chunk " + chunks + " at offset " + at + " has a length of " + length);
        }
        chunk.clear().limit(length);
        file.readFully(chunk, at + SnapshotLayout.CHUNK_HEADER_BYTES);
        if (chunk.hasRemaining()) {
            throw JournalDamagedException.snapshot(
                    name, "it ends within chunk " + chunks + " at offset " + at);
        }
        chunk.flip();
        if (chunkHeader.getInt(4) != SnapshotLayout.checksum(crc, chunk, chunks)) {
            throw JournalDamagedException.snapshot(
                    name, "chunk " + chunks + " at offset " + at + " fails its checksum");
        }
        chunk.flip();
        chunks++;
        at += SnapshotLayout.CHUNK_HEADER_BYTES + length;
    }

    /** Reads to the end, to see that all of it is valid. */
    void verify() throws IOException {
        while (chunks < header.chunks()) {
            readChunk();
        }
        if (at != header.bytes()) {
            throw JournalDamagedException.snapshot(
                    name, "its chunks end at " + at + " of " + header.bytes() + " bytes");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
