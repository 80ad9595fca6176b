package dev.kanishk.matching.journal;

import java.time.Duration;

/**
 * How far {@link RecordJournal#durableSequence} may run ahead of the disk.
 *
 * <p>With {@link #FORCE} not at all. With a window a record counts as durable once the operating
 * system has it: the end of the process loses none of them, but a power cut or a crash of the
 * system may lose as many as the window allows.
 *
 * @param lossRecordsMax the records that may be lost; 0 for none, and then {@code lossNanosMax} is
 *     0 too
 * @param lossNanosMax the age in nanoseconds at which the oldest of them is forced
 */
public record Durability(long lossRecordsMax, long lossNanosMax) {
    /** Every batch is forced before its records count as durable. */
    public static final Durability FORCE = new Durability(0, 0);

    /** Checks the window. */
    public Durability {
        boolean none = lossRecordsMax == 0 && lossNanosMax == 0;
        if (!none && (lossRecordsMax < 1 || lossNanosMax < 1)) {
            throw new IllegalArgumentException(
                    "a loss window of "
                            + lossRecordsMax
                            + " records and "
                            + lossNanosMax
                            + " ns: both must be at least 1, or both 0 for no loss");
        }
    }

    /**
     * Returns a window: the disk is forced when either bound is reached.
     *
     * <p>With {@link SyncMode#INLINE} the age is looked at when {@link RecordJournal#flush} is
     * called, so call it also when there is nothing to append.
     *
     * @param lossRecordsMax the records that may be lost, at least 1
     * @param lossAgeMax the age at which a record is forced, more than zero
     * @return the window
     */
    public static Durability window(long lossRecordsMax, Duration lossAgeMax) {
        return new Durability(lossRecordsMax, lossAgeMax.toNanos());
    }

    boolean isForce() {
        return lossRecordsMax == 0;
    }
}
