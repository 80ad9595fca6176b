package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Writes one snapshot, beside those that exist: until {@link #finish} has returned, and after a
 * crash before that, it does not count. Used by one thread, which may be any.
 */
public final class SnapshotWriter implements AutoCloseable {
    private final Disk disk;
    private final Path folder;
    private final long sequence;
    private final long journalId;
    private final Runnable ended;
    private final Disk.OpenFile file;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer chunk =
            ByteBuffer.allocateDirect(
                            SnapshotLayout.CHUNK_HEADER_BYTES + SnapshotLayout.CHUNK_BYTES_MAX)
                    .order(ByteOrder.LITTLE_ENDIAN);
    private long bytes = SnapshotLayout.HEADER_BYTES;
    private int chunks;
    private boolean closed;

    SnapshotWriter(Disk disk, Path folder, long sequence, long journalId, Runnable ended)
            throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.sequence = sequence;
        this.journalId = journalId;
        this.ended = ended;
        this.file = disk.create(folder.resolve(SnapshotLayout.unfinishedName(sequence)));
        chunk.position(SnapshotLayout.CHUNK_HEADER_BYTES);
    }

    /**
     * Makes room for a value, to be put there by relative puts; {@link SnapshotReader#next} gives
     * it back in one piece.
     *
     * @param valueBytes the most bytes that will be put before the next call, up to 256 KiB
     * @return a little-endian buffer with at least so many bytes between position and limit
     * @throws IOException if the disk refuses what was put before
     */
    public ByteBuffer room(int valueBytes) throws IOException {
        requireOpen();
        if (valueBytes < 0 || valueBytes > SnapshotLayout.CHUNK_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "room for "
                            + valueBytes
                            + " bytes: 0 to "
                            + SnapshotLayout.CHUNK_BYTES_MAX
                            + " are given at once; put the value in parts");
        }
        if (chunk.remaining() < valueBytes) {
            writeChunk();
        }
        return chunk;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the snapshot is finished or given up");
        }
    }

    private void writeChunk() throws IOException {
        int length = chunk.position() - SnapshotLayout.CHUNK_HEADER_BYTES;
        if (length == 0) {
            return;
        }
        chunk.flip().position(SnapshotLayout.CHUNK_HEADER_BYTES);
        chunk.putInt(0, length).putInt(4, SnapshotLayout.checksum(crc, chunk, chunks));
        file.writeFully(chunk.position(0), bytes);
        chunks++;
        bytes += chunk.limit();
        chunk.clear().position(SnapshotLayout.CHUNK_HEADER_BYTES);
    }

    /**
     * Makes the snapshot durable and valid. Call it only when {@link RecordJournal#forcedSequence}
     * has reached the snapshot's sequence: else a loss of power could leave a snapshot of a state
     * that the journal does not reach.
     *
     * @param stateHash the hash of the state, given back by {@link Snapshot#stateHash}
     * @throws IOException if the disk refuses; the snapshot then does not exist
     */
    public void finish(long stateHash) throws IOException {
        requireOpen();
        writeChunk();
        SnapshotLayout.Header header =
                new SnapshotLayout.Header(sequence, stateHash, journalId, chunks, bytes);
        file.writeFully(header.encode(), 0);
        file.force();
        disk.rename(
                folder.resolve(SnapshotLayout.unfinishedName(sequence)),
                folder.resolve(SnapshotLayout.name(sequence)));
        disk.forceFolder(folder);
        closed = true;
        ended.run();
        file.close();
    }

    /** Gives the snapshot up, unless it is finished. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            ended.run();
            file.close();
            disk.delete(folder.resolve(SnapshotLayout.unfinishedName(sequence)));
        }
    }
}
