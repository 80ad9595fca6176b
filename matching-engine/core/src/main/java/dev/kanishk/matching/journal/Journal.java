package dev.kanishk.matching.journal;

import dev.kanishk.matching.book.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An append-only journal of commands. A batch is one write and one {@code force(false)}: what
 * {@link #commit} returned for survives the loss of the process and of power, as far as the disk
 * keeps its word. After an {@link IOException} nothing more is accepted, since a failed force
 * leaves unknown what is on the disk. Written by one thread.
 */
public final class Journal implements AutoCloseable {
    /** The records that one batch holds at most; a fuller one is committed by itself. */
    public static final int BATCH_RECORDS_MAX = 4096;

    /** The size of a segment unless told otherwise. */
    public static final int SEGMENT_BYTES_DEFAULT = 16 << 20;

    private final Path folder;
    private final int segmentBytes;
    private final ByteBuffer batch =
            ByteBuffer.allocateDirect(BATCH_RECORDS_MAX * RecordFormat.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
    private final RecordFormat format = new RecordFormat(batch);
    private FileChannel file;
    private long fileBytes;
    private long offset;
    private long nextSequence;
    private long batchSequence;
    private int filled;
    private boolean failed;

    private Journal(Path folder, int segmentBytes, FileChannel file, long offset, long sequence)
            throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.file = file;
        this.fileBytes = file.size();
        this.offset = offset;
        this.nextSequence = sequence;
        this.batchSequence = sequence;
    }

    /**
     * Opens a journal for appending: reads what is there, and cuts a torn tail.
     *
     * @param folder its folder, made if it does not exist
     * @param segmentBytes the size of new segments, at least 1 KiB
     * @param recovered is given every command already in it
     * @return the journal
     * @throws JournalDamagedException if more than a torn tail is missing
     * @throws IOException if it cannot be read or written
     */
    public static Journal open(Path folder, int segmentBytes, CommandConsumer recovered)
            throws IOException {
        if (segmentBytes < 1024) {
            throw new IllegalArgumentException("segmentBytes is " + segmentBytes + ": use >= 1024");
        }
        Files.createDirectories(folder);
        JournalReader reader = JournalReader.scan(folder, recovered);
        List<Path> files = SegmentFile.list(folder);
        long sequence = reader.nextSequence();
        Path last =
                files.isEmpty()
                        ? SegmentFile.create(folder, sequence, segmentBytes)
                        : files.getLast();
        int end = files.isEmpty() ? SegmentFile.HEADER_BYTES : reader.endOffset();
        FileChannel file = FileChannel.open(last, StandardOpenOption.WRITE);
        long torn = reader.report().tornBytes();
        if (torn > 0) {
            SegmentFile.writeFully(file, ByteBuffer.allocate(Math.toIntExact(torn)), end);
            file.force(true);
        }
        return new Journal(folder, segmentBytes, file, end, sequence);
    }

    /**
     * Adds a command to the batch; {@link #commit} makes it durable.
     *
     * @param command the command; not kept
     * @throws IOException if a full batch had to be written and could not
     */
    public void append(Command command) throws IOException {
        append(RecordFormat.COMMAND, command);
    }

    private void append(byte kind, Command command) throws IOException {
        if (failed) {
            throw new IOException("the journal failed before: recover it into a new process");
        }
        if (filled == BATCH_RECORDS_MAX
                || offset + filledBytes() + RecordFormat.BYTES > fileBytes) {
            commit();
        }
        format.write(batch, filledBytes(), kind, nextSequence, batchSequence, command);
        nextSequence++;
        filled++;
    }

    private int filledBytes() {
        return filled * RecordFormat.BYTES;
    }

    /**
     * Writes and forces the batch. Only after it has returned may results be released.
     *
     * @throws IOException if the disk refuses; the journal is then unusable
     */
    public void commit() throws IOException {
        if (failed) {
            throw new IOException("the journal failed before: recover it into a new process");
        }
        failed = true;
        if (filled > 0) {
            batch.clear().limit(filledBytes());
            SegmentFile.writeFully(file, batch, offset);
            batch.clear();
            file.force(false);
            offset += filledBytes();
            filled = 0;
            batchSequence = nextSequence;
        }
        if (offset + RecordFormat.BYTES > fileBytes) {
            Path next = SegmentFile.create(folder, nextSequence, segmentBytes);
            file.close();
            file = FileChannel.open(next, StandardOpenOption.WRITE);
            fileBytes = segmentBytes;
            offset = SegmentFile.HEADER_BYTES;
        }
        failed = false;
    }

    /** Commits what was appended, seals the journal, and closes its file. */
    @Override
    public void close() throws IOException {
        try (FileChannel closing = file) {
            if (!failed && closing.isOpen()) {
                commit();
                append(RecordFormat.SEAL, new Command());
                commit();
            }
        } finally {
            file.close();
        }
    }
}
