package dev.kanishk.matching.journal;

/** Whose thread writes and forces the batches of a journal. */
public enum SyncMode {
    /** The thread that calls {@link RecordJournal#flush}, which waits for the disk. */
    INLINE,

    /**
     * A thread of the journal's own, while the writer fills the next batch. Of three buffers one is
     * filled, one is on its way to the disk, and one may wait; when none is free, appending blocks
     * until one is.
     */
    PIPELINED
}
