package dev.kanishk.scheduler.store;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A database's clock that is put forward ends every lease in the same moment, though all workers
 * live. So a lease proves nothing for a while after such a step, in which whoever lives renews it.
 * A step shows as a difference to the time that has passed here. So does an answer that came late,
 * by the next one that does not: then the leases of the dead are taken a little later.
 *
 * Who has just begun has seen no step, but may have come right after one; it waits for as long as
 * two beats take.
 */
/**
 * An estimate of the database's time, from what it said last and the time that has passed since;
 * for the names of new jobs, which tell their time of acceptance. It also knows whether the end of
 * a lease tells of a worker's silence.
 */
final class DatabaseClock {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long STEP_MS = 2_000;
    private static final long NEW_MS = 2_500;

    private final LongSupplier nanos;
    private volatile long offsetMs;
    private volatile long leasesTellFromMs;
    private boolean synced;

    /**
     * Makes one that knows nothing yet.
     *
     * @param nanos the time that passes, whatever any clock says
     */
    DatabaseClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.leasesTellFromMs = passedMs() + NEW_MS;
    }

    private long passedMs() {
        return nanos.getAsLong() / NANOS_PER_MS;
    }

    /** Notes what the database says the time is. */
    synchronized void sync(long databaseMs) {
        long passedMs = passedMs();
        long stepMs = databaseMs - passedMs - offsetMs;
        if (synced && stepMs > STEP_MS) {
            leasesTellFromMs = passedMs + Upkeep.LEASE_MS;
            if (stepMs > Upkeep.LEASE_MS) {
                LOG.warn(
                        "the database's clock is {} further than it was, by the time that has"
                                + " passed here: workers whose leases have run out get new ones",
                        Duration.ofMillis(stepMs));
            }
        }
        offsetMs = databaseMs - passedMs;
        synced = true;
    }

    /** Whether a worker whose lease has run out has been silent for that long. */
    boolean leasesTell() {
        return passedMs() - leasesTellFromMs >= 0;
    }

    /** The database's time, in milliseconds. */
    LongSupplier time() {
        return () -> passedMs() + offsetMs;
    }
}
