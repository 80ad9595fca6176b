package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to the segment in use, forces them, and goes to the next segment.
 *
 * <p>Used by one thread at a time. Its results are volatile: a reader that sees a sequence durable
 * sees it after the force that made it so. The first failure is final: nothing is written after it,
 * and the durable sequence stays.
 */
final class SegmentWriter {
    private final SegmentMaker maker;
    private final Durability durability;
    private final boolean always;
    private Disk.OpenFile file;
    private long number;
    private long written;
    private int writtenTo;
    private boolean dirty;
    private long dirtySinceNanos;
    private volatile long durable;
    private volatile long forced;
    private volatile long forcedPlace;
    private volatile @Nullable JournalFailedException failure;

    /** Goes on in a segment, all of which is forced up to a place. */
    SegmentWriter(
            SegmentMaker maker,
            Durability durability,
            Disk.OpenFile file,
            long number,
            int forcedTo,
            long durableSequence) {
        this.maker = maker;
        this.durability = durability;
        this.always = durability.isForce();
        this.file = file;
        this.number = number;
        this.written = durableSequence;
        this.durable = durableSequence;
        this.forced = durableSequence;
        this.forcedPlace = place(number, forcedTo);
    }

    long durable() {
        return durable;
    }

    long forced() {
        return forced;
    }

    /** Returns up to where a segment is forced, as far as it is known. */
    int forcedTo(long segmentNumber) {
        long place = forcedPlace;
        return (int) (place >>> 32) == (int) segmentNumber ? (int) place : SegmentHeader.BYTES;
    }

    private static long place(long segmentNumber, int offset) {
        return segmentNumber << 32 | offset;
    }

    void throwIfFailed() throws JournalFailedException {
        JournalFailedException first = failure;
        if (first != null) {
            throw first.again();
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    void write(Batch batch) throws JournalFailedException {
        throwIfFailed();
        String operation = "write";
        try {
            if (batch.endsSegment) {
                // The record that ends a segment promises one after it: that stands before.
                operation = "go on after";
                maker.prepare(number + 1);
                operation = "write";
            }
            if (batch.length > 0) {
                writeBytes(batch);
            }
            if (dirty && mustForce(batch)) {
                operation = "force";
                force(batch);
            }
            durable = written;
            if (batch.endsSegment) {
                operation = "go on after";
                roll();
            }
        } catch (IOException | RuntimeException | Error e) {
            throw fail(operation, e);
        }
    }

    private void writeBytes(Batch batch) throws IOException {
        batch.bytes.clear().limit(batch.length);
        try {
            file.writeFully(batch.bytes, batch.start);
        } finally {
            batch.bytes.clear();
        }
        if (!dirty) {
            dirty = true;
            dirtySinceNanos = always ? 0 : System.nanoTime();
        }
        written = batch.lastSequence;
        writtenTo = batch.start + batch.length;
    }

    private boolean mustForce(Batch batch) {
        return always
                || batch.forces
                || batch.endsSegment
                || written - forced > durability.lossRecordsMax()
                || System.nanoTime() - dirtySinceNanos >= durability.lossNanosMax();
    }

    private void force(Batch batch) throws IOException {
        try {
            file.force();
        } catch (ClosedByInterruptException e) {
            // The JDK tells of the interrupt instead of a failed force, whose pages are clean now.
            Uninterrupted.call(() -> {
                writeAgain(batch);
                file.force();
                return true;
            });
        }
        dirty = false;
        forcedPlace = place(number, writtenTo);
        forced = written;
    }

    /**
     * Writes what was not forced once more: the batch, and what a window of loss left before it.
     */
    private void writeAgain(Batch batch) throws IOException {
        int end = batch.length > 0 ? batch.start : writtenTo;
        file.rewrite(forcedTo(number), end);
        if (batch.length > 0) {
            writeBytes(batch);
        }
    }

    private void roll() throws IOException {
        Disk.OpenFile next = maker.take(number + 1);
        file.close();
        file = next;
        number++;
        forcedPlace = place(number, SegmentHeader.BYTES);
        maker.makeAhead(number + 1);
    }

    /** Makes the journal failed, for a cause that is not the disk's. */
    JournalFailedException fail(String operation, Throwable cause) {
        JournalFailedException failed =
                new JournalFailedException(
                        SegmentNames.of(number),
                        operation,
                        durable,
                        "free or replace the disk, then recover the journal into a new process",
                        cause);
        failure = failed;
        return failed;
    }

    /** Returns how long nothing need be forced, or -1 if nothing is waiting for it. */
    long nanosToForce() {
        return dirty
                ? Math.max(0, dirtySinceNanos + durability.lossNanosMax() - System.nanoTime())
                : -1;
    }

    void close() throws IOException {
        try {
            file.close();
        } finally {
            maker.close();
        }
    }
}
