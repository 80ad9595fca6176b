package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal holds.
 *
 * @param segments its segments with records, oldest first, up to the first damage
 * @param firstSequence the sequence of its first record
 * @param lastSequence the sequence of its last record; one less than the first if it has none
 * @param usedBytes the bytes of headers and records, without what is free in the segments
 * @param tornBytes the bytes that a crash left of a batch that never counted as durable
 * @param damage the first damage, or null if there is none
 */
public record JournalInspection(
        List<Segment> segments,
        long firstSequence,
        long lastSequence,
        long usedBytes,
        long tornBytes,
        @Nullable JournalDamagedException damage) {
    /**
     * One segment.
     *
     * @param name the file's name
     * @param firstSequence the sequence of its first record
     * @param lastSequence the sequence of its last record; one less than the first if it has none
     * @param usedBytes the bytes of its header and records
     * @param bytes the size of the file
     */
    public record Segment(
            String name, long firstSequence, long lastSequence, int usedBytes, int bytes) {
        /**
         * Returns how many records of the user it holds.
         *
         * @return the count
         */
        public long records() {
            return lastSequence - firstSequence + 1;
        }
    }

    /**
     * Reads a journal from its beginning, as far as the first damage, and changes nothing in it.
     *
     * @param folder the journal's folder; one without segments is an empty journal
     * @return what was found
     * @throws IOException if it cannot be read; damage is not thrown
     */
    public static JournalInspection of(Path folder) throws IOException {
        return of(new FileDisk(), folder);
    }

    static JournalInspection of(Disk disk, Path folder) throws IOException {
        JournalScan scan =
                JournalScan.ofWhole(disk, folder, (type, sequence, bytes, offset, length) -> {});
        @Nullable JournalDamagedException damage = null;
        try {
            scan.run();
        } catch (JournalDamagedException e) {
            damage = e;
        }
        List<Segment> segments = List.copyOf(scan.segments());
        return new JournalInspection(
                segments,
                segments.isEmpty() ? 1 : segments.getFirst().firstSequence(),
                scan.nextSequence() - 1,
                segments.stream().mapToLong(Segment::usedBytes).sum(),
                scan.tornBytes(),
                damage);
    }

    /**
     * Returns how many records of the user the journal holds.
     *
     * @return the count
     */
    public long records() {
        return lastSequence - firstSequence + 1;
    }
}
