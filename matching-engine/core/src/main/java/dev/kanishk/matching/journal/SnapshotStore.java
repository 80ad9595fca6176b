package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a journal, in the journal's folder, and the journal's truncation behind them.
 *
 * <p>A snapshot is written under another name, forced, renamed, and its name forced; so one with
 * its own name is whole, and what is found damaged was changed later. Recovery takes the newest
 * valid one and falls back to the one before; that is why the journal is kept from the second
 * newest valid one on.
 *
 * <p>One snapshot is written at a time, by any thread, and {@link #truncate} may be called by any,
 * while the journal is being written.
 */
public final class SnapshotStore {
    /** The valid snapshots that are kept, unless more are asked for. */
    public static final int KEPT_DEFAULT = 2;

    private final Disk disk;
    private final Path folder;
    private final AtomicBoolean writing = new AtomicBoolean();

    SnapshotStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * Gives access to the snapshots of a journal. Touches nothing yet.
     *
     * @param folder the journal's folder
     */
    public SnapshotStore(Path folder) {
        this(new FileDisk(), folder);
    }

    /**
     * What a search found.
     *
     * @param snapshot the newest valid snapshot, or null if there is none: read the journal from 1
     * @param damaged those newer than it that are not valid, newest first, with what is wrong
     */
    public record Found(@Nullable Snapshot snapshot, List<JournalDamagedException> damaged) {
        /**
         * Returns the sequence that the journal is to be read from.
         *
         * @return the one after the snapshot's, or 1
         */
        public long fromSequence() {
            return snapshot == null ? 1 : snapshot.sequence() + 1;
        }
    }

    /**
     * What a truncation deleted.
     *
     * @param segments the segments of the journal
     * @param snapshots the snapshots
     */
    public record Truncated(int segments, int snapshots) {}

    /**
     * Finds the newest valid snapshot, reading it, and damaged newer ones, to the end.
     *
     * @return what was found
     * @throws JournalDamagedException if there are snapshots, but the journal's segments are lost
     * @throws IOException if the disk refuses
     */
    public Found find() throws IOException {
        List<JournalDamagedException> damaged = new ArrayList<>();
        List<Long> sequences = sequences();
        if (sequences.isEmpty()) {
            return new Found(null, damaged);
        }
        long id = journalId(SnapshotLayout.name(sequences.getFirst()) + " is there");
        for (long sequence : sequences) {
            try {
                return new Found(verify(sequence, id), damaged);
            } catch (JournalDamagedException e) {
                damaged.add(e);
            }
        }
        return new Found(null, damaged);
    }

    private List<Long> sequences() throws IOException {
        return disk.list(folder).stream()
                .map(SnapshotLayout::sequence)
                .filter(sequence -> sequence > 0)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private Snapshot verify(long sequence, long id) throws IOException {
        Path file = folder.resolve(SnapshotLayout.name(sequence));
        try (SnapshotReader reader = open(disk, file, sequence)) {
            reader.verify();
            if (id != reader.header().journalId()) {
                throw JournalDamagedException.snapshot(
                        SnapshotLayout.name(sequence), "it is of another journal");
            }
            return new Snapshot(disk, file, reader.header());
        }
    }

    static SnapshotReader open(Disk disk, Path file, long sequence) throws IOException {
        Disk.OpenFile opened = disk.open(file, false);
        try {
            return new SnapshotReader(String.valueOf(file.getFileName()), opened, sequence);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Returns the journal's id; its loss is not to be taken for a snapshot's damage. */
    private long journalId(String why) throws IOException {
        long[] numbers = SegmentNames.list(disk, folder);
        if (numbers.length == 0) {
            throw JournalDamagedException.gap(
                    "the journal in "
                            + folder
                            + " has no segments, but "
                            + why
                            + ": restore its segments from a copy");
        }
        String name = SegmentNames.of(numbers[0]);
        try (Disk.OpenFile file = disk.open(folder.resolve(name), false)) {
            return SegmentHeader.read(file, name, 1).journalId();
        }
    }

    /**
     * Begins a snapshot, and deletes what a crash left of one that was begun before.
     *
     * @param sequence the sequence of the last command whose effect is in the state
     * @return its writer, to be finished and closed
     * @throws IOException if the disk refuses, or there is no journal in the folder
     * @throws IllegalStateException if another one is being written
     */
    public SnapshotWriter begin(long sequence) throws IOException {
        if (sequence < 1) {
            throw new IllegalArgumentException(
                    "a snapshot of sequence " + sequence + ": there is no state before 1");
        }
        if (!writing.compareAndSet(false, true)) {
            throw new IllegalStateException("another snapshot is being written: finish it first");
        }
        try {
            for (String name : disk.list(folder)) {
                if (name.endsWith(SnapshotLayout.UNFINISHED)) {
                    disk.delete(folder.resolve(name));
                }
            }
            return new SnapshotWriter(
                    disk,
                    folder,
                    sequence,
                    journalId("a snapshot of it is to be written"),
                    () -> writing.set(false));
        } catch (IOException | RuntimeException e) {
            writing.set(false);
            throw e;
        }
    }

    /**
     * Deletes what recovery does not need, with {@link #KEPT_DEFAULT} snapshots kept.
     *
     * @return what was deleted
     * @throws IOException if the disk refuses; what is left can be recovered from
     */
    public Truncated truncate() throws IOException {
        return truncate(KEPT_DEFAULT);
    }

    /**
     * Deletes segments that hold nothing after the second newest valid snapshot, and snapshots
     * older than the newest valid ones that are kept. Deletes nothing while there are fewer than
     * two.
     *
     * @param kept the valid snapshots to keep, at least 2
     * @return what was deleted
     * @throws IOException if the disk refuses; what is left can be recovered from
     */
    public Truncated truncate(int kept) throws IOException {
        if (kept < 2) {
            throw new IllegalArgumentException(
                    "kept is " + kept + ": keep at least 2, so that one may be damaged");
        }
        // A snapshot that is seen may not have a durable name yet.
        disk.forceFolder(folder);
        List<Long> sequences = sequences();
        if (sequences.isEmpty()) {
            return new Truncated(0, 0);
        }
        long id = journalId("there are snapshots of it");
        long secondNewest = 0;
        int valid = 0;
        int next = 0;
        for (; next < sequences.size() && valid < kept; next++) {
            try {
                Snapshot snapshot = verify(sequences.get(next), id);
                valid++;
                secondNewest = valid == 2 ? snapshot.sequence() : secondNewest;
            } catch (JournalDamagedException e) {
                // It counts as none, and goes when it is older than those that are kept.
            }
        }
        int snapshots = 0;
        for (; valid == kept && next < sequences.size(); next++) {
            disk.delete(folder.resolve(SnapshotLayout.name(sequences.get(next))));
            snapshots++;
        }
        return new Truncated(secondNewest > 0 ? deleteSegments(secondNewest) : 0, snapshots);
    }

    /** Deletes them oldest first, each durably, so that what is left never has a gap. */
    private int deleteSegments(long lastSequence) throws IOException {
        long[] numbers = SegmentNames.list(disk, folder);
        int deleted = 0;
        while (deleted + 1 < numbers.length) {
            long begins;
            try (SegmentReader reader =
                    new SegmentReader(disk, folder, numbers[deleted + 1], lastSequence)) {
                begins = reader.firstSequence();
            }
            if (begins < 1 || begins > lastSequence + 1) {
                break;
            }
            disk.delete(folder.resolve(SegmentNames.of(numbers[deleted])));
            disk.forceFolder(folder);
            deleted++;
        }
        return deleted;
    }
}
