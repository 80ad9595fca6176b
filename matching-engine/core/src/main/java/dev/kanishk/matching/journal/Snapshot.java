package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A snapshot that was found whole: the state after one command. */
public final class Snapshot {
    private final Disk disk;
    private final Path file;
    private final SnapshotLayout.Header header;

    Snapshot(Disk disk, Path file, SnapshotLayout.Header header) {
        this.disk = disk;
        this.file = file;
        this.header = header;
    }

    /**
     * Returns the sequence of the last command whose effect is in it.
     *
     * @return the sequence; read the journal from the one after it
     */
    public long sequence() {
        return header.sequence();
    }

    /**
     * Returns the hash of the state that was given when it was finished.
     *
     * @return the hash
     */
    public long stateHash() {
        return header.stateHash();
    }

    /**
     * Returns its size.
     *
     * @return the bytes of its file
     */
    public long bytes() {
        return header.bytes();
    }

    /**
     * Opens it for reading.
     *
     * @return the reader, to be closed
     * @throws IOException if it cannot be read any more
     */
    public SnapshotReader read() throws IOException {
        return SnapshotStore.open(disk, file, header.sequence());
    }

    @Override
    public String toString() {
        return file + " of sequence " + header.sequence();
    }
}
