package dev.kanishk.matching.journal;

import java.util.List;

/**
 * What a journal holds.
 *
 * @param segments its segments, oldest first
 * @param commands the commands in it
 * @param tornBytes bytes of a batch that was being written at a crash, never released
 */
public record JournalReport(List<Segment> segments, long commands, long tornBytes) {
    /**
     * One segment.
     *
     * @param name the file's name
     * @param records the valid records in it, seals too
     * @param firstSequence the sequence of its first record
     * @param lastSequence the sequence of its last record; one less than the first if it has none
     */
    public record Segment(String name, long records, long firstSequence, long lastSequence) {}
}
