package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from its first record to its last, and tells a torn tail from damage.
 *
 * <p><b>What a crash may leave.</b> A batch is written only after the one before it was forced
 * (with a loss window: a record names what had been forced when it was written, which is less or
 * equal). So when power fails, everything below some place F of the last segment is whole, and the
 * bytes from F on are written in part: any subset of their pages, or sectors, holds what was
 * written, and the others still hold zeros, because a segment is full of zeros and forced before
 * its first record is written, and because opening zeroes what it cuts, and forces that, before it
 * appends. A segment is begun only after the one before it was forced up to its END record, and the
 * one after that is made only then. Hence the reader cuts at the first bad record, at place a of a
 * segment, only if all of this holds, and else reports damage:
 *
 * <ol>
 *   <li>No later segment holds a record or anything but zeros: it would prove this one forced.
 *   <li>No valid record after a, wherever it may begin, names a forced place beyond a. Such a
 *       record proves that the one at a was durable, perhaps acknowledged, and was lost since.
 *   <li>No valid record after a begins in the same sector of 512 bytes: sectors are written whole
 *       or not at all, and a write cut short leaves zeros behind it, so the one at a had been
 *       written too, and was changed since. This finds flipped bits inside the last batch.
 *   <li>Nothing but zeros lies further beyond a than the unforced bytes can reach.
 * </ol>
 *
 * <p><b>Nothing durable is cut:</b> what is durable lies below F, where a crash leaves every record
 * whole; so the first bad record lies at F or beyond. <b>No torn tail is called damage:</b> records
 * beyond F name forced places of at most F, so none of them proves anything beyond a; the third
 * rule can't apply, since the sector of a is either whole or cut to its front; and the fourth
 * can't, since a is at least F. What stays undecidable is a bad last record of the last batch, with
 * nothing after it: it is cut. An orderly close, and every opening, write a seal behind the last
 * batch, and then it is damage too.
 *
 * <p>After the end of a process without a power cut the tail may be in memory only, even after a
 * force that failed (Linux then calls its pages clean). So opening writes again, and forces, what
 * is not proven forced, before anything counts as durable.
 */
final class JournalScan {
    static final int SECTOR_MASK = 511;
    private static final long FROM_BEGINNING = 0;

    /** Where a journal may be gone on with. */
    record End(SegmentHeader header, int offset, int forcedTo, int bytesEnd, boolean sealed) {}

    private final Disk disk;
    private final Path folder;
    private final long fromSequence;
    private final RecordConsumer consumer;
    private final List<JournalInspection.Segment> segments = new ArrayList<>();
    private long nextSequence = 1;
    private long tornBytes;
    private @Nullable End end;
    private @Nullable End ended;

    JournalScan(Disk disk, Path folder, long fromSequence, RecordConsumer consumer) {
        this.disk = disk;
        this.folder = folder;
        this.fromSequence = fromSequence;
        this.consumer = consumer;
    }

    /** Reads from wherever the journal begins. */
    static JournalScan ofWhole(Disk disk, Path folder, RecordConsumer consumer) {
        return new JournalScan(disk, folder, FROM_BEGINNING, consumer);
    }

    List<JournalInspection.Segment> segments() {
        return segments;
    }

    long nextSequence() {
        return nextSequence;
    }

    long tornBytes() {
        return tornBytes;
    }

    /** Returns where to go on, or null if there is no segment. */
    @Nullable End end() {
        return end;
    }

    /** Returns the end of the segment before {@link #end}, if that one holds nothing yet. */
    @Nullable End ended() {
        return ended;
    }

    /** Reads all there is. */
    void run() throws IOException {
        long[] numbers = SegmentNames.list(disk, folder);
        if (numbers.length == 0) {
            return;
        }
        try (SegmentReader reader = new SegmentReader(disk, folder, numbers[0], nextSequence)) {
            long id = reader.header().journalId();
            begin(reader);
            int i = firstNeeded(reader, numbers);
            boolean goesOn = true;
            for (; goesOn; i++) {
                if (i == numbers.length) {
                    throw JournalDamagedException.missing(
                            SegmentNames.of(numbers[i - 1] + 1), reader.name(), nextSequence);
                }
                open(reader, numbers[i], id);
                goesOn = readSegment(reader);
            }
            int lastWritten = i - 1;
            for (; i < numbers.length; i++) {
                requireBlank(reader, numbers[i], id, i == lastWritten + 1);
            }
        }
        if (fromSequence > nextSequence) {
            throw JournalDamagedException.gap(
                    "the journal in "
                            + folder
                            + " ends at sequence "
                            + (nextSequence - 1)
                            + ", but is to be read from "
                            + fromSequence
                            + ": its last segments are missing, or the snapshot is not of this"
                            + " journal; restore the segments from a copy");
        }
    }

    /** Finds the sequence that the journal begins with. */
    private void begin(SegmentReader reader) throws IOException {
        if (reader.header().number() > 1) {
            long first = reader.firstSequence();
            if (first < 1) {
                throw new JournalDamagedException(
                        reader.name(),
                        SegmentHeader.BYTES,
                        fromSequence,
                        "the journal begins with it, and its first record is not valid");
            }
            nextSequence = first;
        }
        if (nextSequence > fromSequence && fromSequence != FROM_BEGINNING) {
            throw JournalDamagedException.gap(
                    "the journal in "
                            + folder
                            + " begins at sequence "
                            + nextSequence
                            + " with "
                            + reader.name()
                            + ", but is to be read from "
                            + fromSequence
                            + ": segments or a snapshot are missing; restore them from a copy");
        }
    }

    /** Skips segments that end before the first sequence asked for. */
    private int firstNeeded(SegmentReader reader, long[] numbers) throws IOException {
        int first = 0;
        for (int i = 1; i < numbers.length && nextSequence < fromSequence; i++) {
            open(reader, numbers[i], reader.header().journalId());
            long begins = reader.firstSequence();
            if (begins < nextSequence || begins > fromSequence) {
                break;
            }
            nextSequence = begins;
            first = i;
        }
        return first;
    }

    private void open(SegmentReader reader, long number, long id) throws IOException {
        if (reader.header().number() == number) {
            return;
        }
        reader.next(folder, number, nextSequence);
        if (reader.header().journalId() != id) {
            throw JournalDamagedException.unreadable(
                    reader.name(),
                    "is of another journal than the segments before it"
                            + "; put the segment of this journal back");
        }
    }

    private boolean readSegment(SegmentReader reader) throws IOException {
        SegmentHeader header = reader.header();
        long first = nextSequence;
        int at = SegmentHeader.BYTES;
        int forcedTo = at;
        byte type = 0;
        while (at + RecordLayout.HEADER_BYTES <= header.segmentBytes()) {
            int length = reader.validLength(at);
            if (length < 0 || reader.sequence(at) != nextSequence) {
                break;
            }
            byte found = reader.type(at);
            if (found == RecordLayout.BEGIN != (at == SegmentHeader.BYTES)) {
                break;
            }
            type = found;
            forcedTo = reader.forcedTo(at);
            if (type >= 0) {
                take(reader, at, type, length);
            }
            at += RecordLayout.bytes(length);
            if (type == RecordLayout.END) {
                break;
            }
        }
        boolean goesOn = type == RecordLayout.END;
        int bytesEnd = goesOn ? at : examineTail(reader, at);
        ended = at > SegmentHeader.BYTES ? null : end;
        end = new End(header, at, forcedTo, bytesEnd, type == RecordLayout.SEAL);
        segments.add(
                new JournalInspection.Segment(
                        reader.name(), first, nextSequence - 1, at, header.segmentBytes()));
        return goesOn;
    }

    private void take(SegmentReader reader, int at, byte type, int length) throws IOException {
        long sequence = nextSequence++;
        if (sequence >= fromSequence) {
            int index = reader.load(at, RecordLayout.HEADER_BYTES + length);
            int payload = index + RecordLayout.HEADER_BYTES;
            consumer.accept(type, sequence, reader.shown(), payload, length);
        }
    }

    /** Returns the end of a torn tail that begins at a place, or throws if it is none. */
    private int examineTail(SegmentReader reader, int torn) throws IOException {
        SegmentHeader header = reader.header();
        int bytesEnd = reader.endOfBytes(torn);
        int last = Math.min(bytesEnd, header.segmentBytes() - RecordLayout.HEADER_BYTES);
        for (int at = torn; at <= last; at += RecordLayout.ALIGNMENT) {
            long ahead = reader.sequence(at) - nextSequence;
            if (ahead < 0 || ahead > header.segmentBytes() || reader.validLength(at) < 0) {
                continue;
            }
            if (reader.forcedTo(at) > torn) {
                throw new JournalDamagedException(
                        reader.name(),
                        torn,
                        nextSequence,
                        "it is not valid, and a record at offset "
                                + at
                                + " proves that it was durable");
            }
            if (at > torn && (at | SECTOR_MASK) == (torn | SECTOR_MASK)) {
                throw new JournalDamagedException(
                        reader.name(),
                        torn,
                        nextSequence,
                        "it is not valid, and a record behind it in its sector is");
            }
        }
        tornBytes = (long) bytesEnd - torn;
        if (tornBytes > header.unforcedBytesMax()) {
            throw new JournalDamagedException(
                    reader.name(),
                    torn,
                    nextSequence,
                    "it is not valid, and "
                            + tornBytes
                            + " bytes follow, more than a crash can leave torn, "
                            + header.unforcedBytesMax());
        }
        return bytesEnd;
    }

    /** Later segments must hold nothing: at most one was made ahead. */
    private void requireBlank(SegmentReader reader, long number, long id, boolean ahead)
            throws IOException {
        String before = reader.name();
        int place = end == null ? 0 : end.offset();
        open(reader, number, id);
        boolean blank = reader.endOfBytes(SegmentHeader.BYTES) == SegmentHeader.BYTES;
        if (!blank || !ahead) {
            throw new JournalDamagedException(
                    before,
                    place,
                    nextSequence,
                    "it is not valid, and segment " + reader.name() + " follows");
        }
    }
}
