package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens a journal: reads it, cuts a torn tail, makes durable what is not proven to be, and finds or
 * makes the segments to go on with.
 *
 * <p>May be cut off anywhere and be begun again: it changes nothing but the bytes after the last
 * valid record, which become zeros, and segments made ahead that hold nothing.
 */
final class JournalOpener {
    private final Disk disk;
    private final Path folder;
    private final JournalSettings settings;
    private final Executor background;

    JournalOpener(Disk disk, Path folder, JournalSettings settings, Executor background) {
        this.disk = disk;
        this.folder = folder;
        this.settings = settings;
        this.background = background;
    }

    RecordJournal open(long fromSequence, RecordConsumer recovered) throws IOException {
        disk.createFolders(folder);
        Closeable lock = disk.lock(folder.resolve(SegmentNames.LOCK));
        try {
            SegmentNames.deleteUnfinished(disk, folder);
            // A name that is seen may not be durable: its maker may have failed right after it.
            disk.forceFolder(folder);
            JournalScan scan = new JournalScan(disk, folder, fromSequence, recovered);
            scan.run();
            JournalScan.End end = scan.end();
            return end == null ? begin(fromSequence, lock) : goOn(scan, end, lock);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private RecordJournal begin(long fromSequence, Closeable lock) throws IOException {
        if (fromSequence != 1) {
            throw JournalDamagedException.gap(
                    "the journal in "
                            + folder
                            + " has no segments, but is to be read from "
                            + fromSequence
                            + ": restore its segments from a copy");
        }
        // The folder may have been made by someone who crashed before its name was durable.
        disk.forceName(folder);
        long id = RandomGenerator.getDefault().nextLong();
        SegmentMaker maker = new SegmentMaker(disk, folder, id, settings, background);
        Disk.OpenFile file = maker.make(1);
        maker.makeAhead(2);
        SegmentWriter writer =
                new SegmentWriter(maker, settings.durability(), file, 1, SegmentHeader.BYTES, 0);
        return new RecordJournal(
                settings, writer, maker, lock, new RecordJournal.Place(id, 1, settings), 1, 0);
    }

    private RecordJournal goOn(JournalScan scan, JournalScan.End end, Closeable lock)
            throws IOException {
        SegmentHeader header = end.header();
        JournalScan.@Nullable End ended = scan.ended();
        if (ended != null) {
            repair(ended).close();
        }
        SegmentMaker maker =
                new SegmentMaker(disk, folder, header.journalId(), settings, background);
        Disk.OpenFile file = repair(end);
        try {
            prepareNext(maker, header);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        int offset = end.offset();
        long sequence = scan.nextSequence();
        SegmentWriter writer =
                new SegmentWriter(
                        maker, settings.durability(), file, header.number(), offset, sequence - 1);
        RecordJournal.Place place =
                new RecordJournal.Place(
                        header.journalId(), header.number(), header.segmentBytes(), offset);
        RecordJournal journal =
                new RecordJournal(settings, writer, maker, lock, place, sequence, scan.tornBytes());
        try {
            journal.confirm(
                    !end.sealed() && offset > SegmentHeader.BYTES,
                    header.unforcedBytesMax() < settings.unforcedBytesMax());
            return journal;
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    /** Zeroes what is torn, writes again what is not proven durable, and forces both. */
    private Disk.OpenFile repair(JournalScan.End end) throws IOException {
        Disk.OpenFile file =
                disk.open(folder.resolve(SegmentNames.of(end.header().number())), true);
        try {
            int sectorEnd = Math.min(end.bytesEnd(), (end.offset() | JournalScan.SECTOR_MASK) + 1);
            file.zero(sectorEnd, end.bytesEnd());
            file.zero(end.offset(), sectorEnd);
            file.rewrite(Math.max(SegmentHeader.BYTES, end.forcedTo()), end.offset());
            file.force();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Uses the segment that was made ahead, if it is there and fits the settings. */
    private void prepareNext(SegmentMaker maker, SegmentHeader active) throws IOException {
        long next = active.number() + 1;
        String name = SegmentNames.of(next);
        if (!disk.list(folder).contains(name)) {
            maker.makeAhead(next);
            return;
        }
        SegmentHeader wanted =
                new SegmentHeader(
                        next,
                        active.journalId(),
                        settings.segmentBytes(),
                        settings.unforcedBytesMax());
        boolean fits;
        try (Disk.OpenFile file = disk.open(folder.resolve(name), false)) {
            fits = SegmentHeader.read(file, name, 0).equals(wanted);
        }
        if (fits) {
            maker.openAhead(next);
        } else {
            disk.delete(folder.resolve(name));
            disk.forceFolder(folder);
            maker.makeAhead(next);
        }
    }
}
