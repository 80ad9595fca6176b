package dev.kanishk.matching.journal;

import dev.kanishk.matching.book.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from its first record to its last.
 *
 * <p>Only a torn tail may be missing: what a crash left of a batch that was never released. Every
 * record names the first record of its batch, and a batch is written only after the one before it
 * was forced. So a bad record is torn only if it lies in the last segment, no valid record of a
 * later batch follows, and nothing follows beyond the reach of one batch. All else is damage.
 */
public final class JournalReader {
    private final List<JournalReport.Segment> segments = new ArrayList<>();
    private final CommandConsumer consumer;
    private final Command command = new Command();
    private long nextSequence = 1;
    private long commands;
    private long tornBytes;
    private int endOffset;

    private JournalReader(CommandConsumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Reads a journal and changes nothing in it.
     *
     * @param folder the journal's folder; one without segments is an empty journal
     * @param consumer is given every command, in order
     * @return what the journal holds
     * @throws JournalDamagedException if more than a torn tail is missing
     * @throws IOException if it cannot be read
     */
    public static JournalReport read(Path folder, CommandConsumer consumer) throws IOException {
        return scan(folder, consumer).report();
    }

    /**
     * What an inspection found.
     *
     * @param report what could be read
     * @param damage the first damage, or null if there is none
     */
    public record Inspection(JournalReport report, @Nullable JournalDamagedException damage) {}

    /**
     * Reads as far as the first damage.
     *
     * @param folder the journal's folder
     * @return what was found
     * @throws IOException if it cannot be read
     */
    public static Inspection inspect(Path folder) throws IOException {
        JournalReader reader = new JournalReader(command -> {});
        try {
            reader.readAll(folder);
            return new Inspection(reader.report(), null);
        } catch (JournalDamagedException e) {
            return new Inspection(reader.report(), e);
        }
    }

    static JournalReader scan(Path folder, CommandConsumer consumer) throws IOException {
        JournalReader reader = new JournalReader(consumer);
        reader.readAll(folder);
        return reader;
    }

    private void readAll(Path folder) throws IOException {
        List<Path> files = SegmentFile.list(folder);
        for (int i = 0; i < files.size(); i++) {
            readSegment(files.get(i), i == files.size() - 1);
        }
    }

    JournalReport report() {
        return new JournalReport(List.copyOf(segments), commands, tornBytes);
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Returns where the next record goes in the last segment. */
    int endOffset() {
        return endOffset;
    }

    private void readSegment(Path file, boolean last) throws IOException {
        String name = SegmentFile.name(file);
        ByteBuffer bytes = SegmentFile.read(file);
        int size = bytes.capacity() - RecordFormat.BYTES;
        RecordFormat format = new RecordFormat(bytes);
        long first = nextSequence;
        if (!SegmentFile.hasHeader(bytes, first)) {
            throw new JournalDamagedException(
                    name, 0, first, "its header does not continue the segment before it");
        }
        int at = SegmentFile.HEADER_BYTES;
        while (at + RecordFormat.BYTES <= size && format.isValid(bytes, at, nextSequence)) {
            if (bytes.get(at + 24) == RecordFormat.COMMAND) {
                format.read(bytes, at, command);
                consumer.accept(command);
                commands++;
            }
            nextSequence++;
            at += RecordFormat.BYTES;
        }
        boolean full = at + RecordFormat.BYTES > size;
        if (!last && !full) {
            throw new JournalDamagedException(
                    name, at, nextSequence, "a record fails its checksum, and segments follow");
        }
        endOffset = at;
        if (last) {
            examineTail(name, bytes, size, at, format);
        }
        segments.add(
                new JournalReport.Segment(name, nextSequence - first, first, nextSequence - 1));
    }

    private void examineTail(String name, ByteBuffer bytes, int size, int end, RecordFormat format)
            throws JournalDamagedException {
        long sequence = nextSequence;
        for (int at = end; at + RecordFormat.BYTES <= size; at += RecordFormat.BYTES) {
            if (bytes.getInt(at) == RecordFormat.BYTES
                    && format.isValid(bytes, at, sequence)
                    && bytes.getLong(at + 16) > nextSequence) {
                throw new JournalDamagedException(
                        name, end, nextSequence, "it is not valid, and a later batch follows it");
            }
            sequence++;
        }
        int used = size;
        while (used > end && bytes.get(used - 1) == 0) {
            used--;
        }
        tornBytes = (long) used - end;
        if (tornBytes > (long) Journal.BATCH_RECORDS_MAX * RecordFormat.BYTES) {
            throw new JournalDamagedException(
                    name, end, nextSequence, "what follows it is longer than one batch");
        }
    }
}
