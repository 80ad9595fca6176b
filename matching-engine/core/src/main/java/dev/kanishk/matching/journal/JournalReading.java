package dev.kanishk.matching.journal;

/**
 * What reading a journal to its end came to.
 *
 * @param lastSequence the sequence of the last record, or one less than that of the first if there
 *     is none
 * @param tornBytes the bytes that a crash left of a batch that never counted as durable
 */
public record JournalReading(long lastSequence, long tornBytes) {}
