package dev.kanishk.matching.journal;

/**
 * How a journal is written. A journal may be opened again with other settings; segments that exist
 * keep their size.
 *
 * @param segmentBytes the size of a new segment: a multiple of 4,096, from 4 KiB to 1 GiB. One
 *     segment is in use and the next one is made ahead, so a journal takes at least twice that
 * @param batchBytesMax the size at which a batch is written without waiting for {@link
 *     RecordJournal#flush}, from 1 KiB to 64 MiB: bounds the largest record, and the memory taken,
 *     which is this once for {@link SyncMode#INLINE} and three times for {@link SyncMode#PIPELINED}
 * @param durability when a record counts as durable
 * @param sync whose thread writes
 */
public record JournalSettings(
        int segmentBytes, int batchBytesMax, Durability durability, SyncMode sync) {
    static final int SEGMENT_BYTES_MIN = 4 << 10;
    static final int SEGMENT_BYTES_MAX = 1 << 30;
    static final int BATCH_BYTES_MIN = 1 << 10;
    static final int BATCH_BYTES_MAX = 64 << 20;

    /** Segments of 64 MiB, batches of up to 1 MiB, every batch forced, by a thread of its own. */
    public static final JournalSettings DEFAULT =
            new JournalSettings(64 << 20, 1 << 20, Durability.FORCE, SyncMode.PIPELINED);

    /** Checks the ranges. */
    public JournalSettings {
        if (segmentBytes < SEGMENT_BYTES_MIN
                || segmentBytes > SEGMENT_BYTES_MAX
                || segmentBytes % 4096 != 0) {
            throw new IllegalArgumentException(
                    "segmentBytes is "
                            + segmentBytes
                            + ": use a multiple of 4096 from 4096 to "
                            + SEGMENT_BYTES_MAX);
        }
        if (batchBytesMax < BATCH_BYTES_MIN || batchBytesMax > BATCH_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "batchBytesMax is "
                            + batchBytesMax
                            + ": use "
                            + BATCH_BYTES_MIN
                            + " to "
                            + BATCH_BYTES_MAX);
        }
    }

    /**
     * Returns these settings with another size of segments.
     *
     * @param bytes the size
     * @return the settings
     */
    public JournalSettings withSegmentBytes(int bytes) {
        return new JournalSettings(bytes, batchBytesMax, durability, sync);
    }

    /**
     * Returns these settings with another bound of batches.
     *
     * @param bytes the bound
     * @return the settings
     */
    public JournalSettings withBatchBytesMax(int bytes) {
        return new JournalSettings(segmentBytes, bytes, durability, sync);
    }

    /**
     * Returns these settings with another durability.
     *
     * @param other the durability
     * @return the settings
     */
    public JournalSettings withDurability(Durability other) {
        return new JournalSettings(segmentBytes, batchBytesMax, other, sync);
    }

    /**
     * Returns these settings with another mode.
     *
     * @param mode whose thread writes
     * @return the settings
     */
    public JournalSettings withSync(SyncMode mode) {
        return new JournalSettings(segmentBytes, batchBytesMax, durability, mode);
    }

    /** The bytes after the last force that a crash may leave in any state. */
    int unforcedBytesMax() {
        return durability.isForce() ? Math.min(batchBytesMax, segmentBytes) : segmentBytes;
    }

    /** The longest payload that always fits both a batch and a segment. */
    int payloadBytesMax() {
        int room = Math.min(batchBytesMax, segmentBytes - SegmentHeader.BYTES);
        return (room & -RecordLayout.ALIGNMENT) - 3 * RecordLayout.HEADER_BYTES;
    }
}
