package dev.kanishk.agents.checkpoint;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where runs are kept: an append-only log of events for each. Durable: when a method returns, what
 * it wrote survives the end of the process. Safe for use by many threads, and by many processes
 * where the store is not in memory.
 *
 * <p>A run is written by whoever leased it last: writes with an older lease are refused. A fork is
 * a run that names its parent and the parent's last event that it shares; nothing is copied, and
 * nothing that a fork does can be seen in its parent.
 *
 * <p>Methods throw {@link CheckpointException} if the store fails; its message names the run.
 */
public interface CheckpointStore extends AutoCloseable {
    /** The deepest chain of forks. */
    int MAX_FORK_DEPTH = 64;

    /** The longest payload of an event, in characters. */
    int MAX_PAYLOAD = 64 << 20;

    /**
     * Opens a SQLite store with the defaults, and makes it if there is none.
     *
     * @param file the database
     * @return the store, to be closed by the caller
     * @throws CheckpointException if the file is no such database or cannot be opened
     */
    static CheckpointStore open(Path file) {
        return SqliteStore.open(file);
    }

    /**
     * Admits a run durably.
     *
     * @param admission the run, with a name that is not yet used
     * @return the lease to write with
     * @throws CheckpointException if the name is taken
     */
    Lease admit(Admission admission);

    /**
     * Makes a run that goes on from another's past. The parent stays as it is.
     *
     * @param parent the run to go on from
     * @param sequence its last event that is shared
     * @param run the new run's name, not yet used
     * @param payload the new run's first event, a JSON object
     * @return the lease to write with
     * @throws CheckpointException if the name is taken, the parent has no such event, or it is
     *     {@value #MAX_FORK_DEPTH} forks deep
     */
    Lease fork(String parent, long sequence, String run, String payload);

    /**
     * Takes a run over: whoever held a lease of it can no longer write.
     *
     * @param run the run
     * @return the new lease
     * @throws CheckpointException if there is no such run
     */
    Lease lease(String run);

    /**
     * Takes a run over unless somebody else has since it was read.
     *
     * @param run the run
     * @param epoch the lease that it had, as {@link RunInfo#epoch} tells
     * @return the new lease; empty if the run was leased meanwhile
     * @throws CheckpointException if there is no such run
     */
    Optional<Lease> lease(String run, long epoch);

    /**
     * Writes to a run, in one transaction.
     *
     * @param lease the right to do so
     * @param append what is written
     * @param flush alone or with others; either way durable when this returns
     * @return the sequence of the last event of the run
     * @throws StaleLeaseException if the run was leased again or deleted; nothing is written
     */
    long append(Lease lease, Append append, Flush flush);

    /**
     * Reads a run's past from its last snapshot on.
     *
     * @param run the run
     * @param upTo the last event that is read; {@link Long#MAX_VALUE} for all
     * @return the snapshot, if any, and the events since
     * @throws CheckpointException if there is no such run, or its log is damaged
     */
    Log read(String run, long upTo);

    /**
     * Reads a run's events, its parents' included.
     *
     * @param run the run
     * @param after the event behind which to begin; 0 for all
     * @return the events, oldest first
     * @throws CheckpointException if there is no such run, or its log is damaged
     */
    List<Event> events(String run, long after);

    /**
     * Reads a run's whole past, its parents' included.
     *
     * @param run the run
     * @return its events, oldest first
     * @throws CheckpointException if there is no such run, or its log is damaged
     */
    default List<Event> events(String run) {
        return events(run, 0);
    }

    /**
     * Finds a run.
     *
     * @param run its name
     * @return the run, or empty
     */
    Optional<RunInfo> find(String run);

    /**
     * Lists runs.
     *
     * @param query which
     * @return the runs, oldest first
     */
    List<RunInfo> runs(RunQuery query);

    /**
     * Lists the oldest runs.
     *
     * @return at most {@link RunQuery#MAX_LIMIT} runs, without those that work for another
     */
    default List<RunInfo> runs() {
        return runs(RunQuery.all());
    }

    /**
     * Deletes a thread: the run, its forks, and the runs that work for them, with every event and
     * snapshot. Whoever still runs one of them can no longer write.
     *
     * @param thread the thread, which is its first run's name
     * @return the number of runs deleted; 0 if there is no such thread
     */
    int delete(String thread);

    /**
     * Deletes threads of which every run is at its end (done or compensated) since before a moment.
     *
     * @param before the moment
     * @param limit the most threads of this call
     * @return the number of threads deleted
     */
    int deleteFinished(Instant before, int limit);

    @Override
    void close();
}
