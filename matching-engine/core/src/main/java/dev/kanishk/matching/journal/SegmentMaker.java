package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes segments, one ahead of its need, so that no batch waits for zeros to be written.
 *
 * <p>A segment is written full of zeros and forced under another name, then renamed, and its name
 * forced. So under its own name a segment is whole, later writes change no metadata, and a full
 * disk is found here and not under a batch.
 */
final class SegmentMaker {
    private final Disk disk;
    private final Path folder;
    private final long journalId;
    private final JournalSettings settings;
    private final Executor background;
    private volatile @Nullable FutureTask<Disk.OpenFile> ahead;

    SegmentMaker(
            Disk disk, Path folder, long journalId, JournalSettings settings, Executor background) {
        this.disk = disk;
        this.folder = folder;
        this.journalId = journalId;
        this.settings = settings;
        this.background = background;
    }

    /** Starts to make a segment that {@link #take} will be asked for. */
    void makeAhead(long number) {
        FutureTask<Disk.OpenFile> task = new FutureTask<>(() -> make(number));
        ahead = task;
        background.execute(task);
    }

    /** Says that the segment after the one in use exists already. */
    void openAhead(long number) {
        FutureTask<Disk.OpenFile> task =
                new FutureTask<>(() -> disk.open(folder.resolve(SegmentNames.of(number)), true));
        ahead = task;
        task.run();
    }

    /**
     * Returns the segment made ahead; if that failed, tries once more, since room may have been
     * made on the disk.
     */
    Disk.OpenFile take(long number) throws IOException {
        FutureTask<Disk.OpenFile> task = ahead;
        ahead = null;
        if (task != null) {
            try {
                return Uninterrupted.await(task);
            } catch (IOException e) {
                return retry(number, e);
            }
        }
        return make(number);
    }

    /** Waits until a segment stands that {@link #take} will be asked for. */
    void prepare(long number) throws IOException {
        Disk.OpenFile file = take(number);
        FutureTask<Disk.OpenFile> task = new FutureTask<>(() -> file);
        task.run();
        ahead = task;
    }

    private Disk.OpenFile retry(long number, IOException first) throws IOException {
        try {
            return make(number);
        } catch (IOException e) {
            e.addSuppressed(first);
            throw e;
        }
    }

    /** Returns why the segment ahead could not be made, or null if it was, or is being made. */
    @Nullable IOException failure() {
        FutureTask<Disk.OpenFile> task = ahead;
        if (task != null && task.isDone()) {
            try {
                Uninterrupted.await(task);
            } catch (IOException e) {
                return e;
            }
        }
        return null;
    }

    /** Waits for the segment that is being made, and closes it. */
    void close() throws IOException {
        FutureTask<Disk.OpenFile> task = ahead;
        ahead = null;
        if (task != null) {
            Disk.OpenFile file;
            try {
                file = Uninterrupted.await(task);
            } catch (IOException e) {
                return;
            }
            file.close();
        }
    }

    Disk.OpenFile make(long number) throws IOException {
        Path unfinished = folder.resolve(SegmentNames.unfinished(number));
        try {
            Disk.OpenFile file = disk.create(unfinished);
            try {
                fill(file, number);
                disk.rename(unfinished, folder.resolve(SegmentNames.of(number)));
                disk.forceFolder(folder);
            } finally {
                file.close();
            }
            return disk.open(folder.resolve(SegmentNames.of(number)), true);
        } catch (IOException e) {
            giveRoomBack(unfinished, e);
            throw new IOException(
                    "segment "
                            + SegmentNames.of(number)
                            + " of "
                            + settings.segmentBytes()
                            + " bytes could not be made: "
                            + e.getMessage(),
                    e);
        }
    }

    private void fill(Disk.OpenFile file, long number) throws IOException {
        int bytes = settings.segmentBytes();
        ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(Disk.TRANSFER_BYTES_MAX, bytes));
        ByteBuffer header =
                new SegmentHeader(number, journalId, bytes, settings.unforcedBytesMax()).encode();
        zeros.put(0, header, 0, SegmentHeader.BYTES);
        for (int at = 0; at < bytes; at += zeros.capacity()) {
            zeros.clear().limit(Math.min(zeros.capacity(), bytes - at));
            file.writeFully(zeros, at);
            file.force();
            zeros.put(0, new byte[SegmentHeader.BYTES]);
        }
    }

    private void giveRoomBack(Path unfinished, IOException cause) {
        try {
            disk.delete(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
