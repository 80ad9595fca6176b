package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.TypeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Jobs in one SQLite file, for the processes of one machine. Beside the file lie SQLite's own
 * ({@code -wal}, {@code -shm}) and a folder {@code -workers} with the workers' signs of life; the
 * file system must have working locks, so it must not be a network one.
 */
public final class SqliteStore implements JobStore {
    private static final int BUSY_TIMEOUT_MS = 10_000;

    private final Path workers;
    private final Connection connection;
    private final Committer committer;
    private final JobReads reads;
    private final StoreOptions options;

    private SqliteStore(
            Path workers,
            Connection connection,
            Committer committer,
            JobReads reads,
            StoreOptions options) {
        this.workers = workers;
        this.connection = connection;
        this.committer = committer;
        this.reads = reads;
        this.options = options;
    }

    /**
     * Opens a store with the default limits; it and its folder are made if there are none.
     *
     * @param file the database
     * @return the store, to be closed by the caller
     * @throws StoreException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file) {
        return open(file, StoreOptions.DEFAULTS, InstantSource.system());
    }

    /**
     * Opens a store; it and its folder are made if there are none.
     *
     * @param file the database
     * @param options its limits
     * @param clock what says when a job is due, and dates changes
     * @return the store, to be closed by the caller
     * @throws StoreException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file, StoreOptions options, InstantSource clock) {
        Path absolute = file.toAbsolutePath();
        Path workers = absolute.resolveSibling(absolute.getFileName() + "-workers");
        Connection writing = null;
        try {
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout(BUSY_TIMEOUT_MS);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
            String url = "jdbc:sqlite:" + absolute;
            writing = config.createConnection(url);
            Schema.migrate(writing);
            Committer committer = new Committer(writing, new JobWrites(writing, clock, options));
            JobReads reads = new JobReads(config.createConnection(url), clock);
            return new SqliteStore(workers, writing, committer, reads, options);
        } catch (SQLException | IOException | StoreException e) {
            closeAfter(writing, e);
            throw new StoreException("cannot open store '" + file + "': " + e.getMessage(), e);
        }
    }

    private static void closeAfter(@Nullable Connection connection, Exception failure) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public List<Receipt> enqueue(List<JobRequest> requests, String node) {
        if (requests.isEmpty() || requests.size() > MAX_BATCH) {
            throw new IllegalArgumentException(
                    requests.size() + " jobs in one call: use 1 to " + MAX_BATCH);
        }
        Admission admission = committer.commit(true, writes -> admit(writes, requests, node));
        return switch (admission) {
            case Accepted accepted -> accepted.receipts();
            case BacklogFull full ->
                    throw new BacklogFullException(full.waiting(), options.maxWaiting());
            case TooManyTypes many ->
                    throw new IllegalArgumentException(
                            "type '"
                                    + many.type()
                                    + "' is new and there are "
                                    + options.maxTypes()
                                    + " already: use a known one");
        };
    }

    /** What became of a request; a refusal is no failure of its transaction. */
    private sealed interface Admission {}

    private record Accepted(List<Receipt> receipts) implements Admission {}

    private record BacklogFull(long waiting) implements Admission {}

    private record TooManyTypes(String type) implements Admission {}

    private Admission admit(JobWrites writes, List<JobRequest> requests, String node)
            throws SQLException {
        if (writes.waiting() + requests.size() > options.maxWaiting()) {
            return new BacklogFull(writes.waiting());
        }
        TreeSet<String> types = new TreeSet<>();
        requests.forEach(request -> types.add(request.type()));
        for (String type : types) {
            if (!writes.admitType(type)) {
                return new TooManyTypes(type);
            }
        }
        return new Accepted(writes.enqueue(requests, node));
    }

    @Override
    public Optional<Job> find(UUID id) {
        return reads.find(id);
    }

    @Override
    public List<Transition> audit(UUID id) {
        return reads.audit(id);
    }

    @Override
    public List<Job> list(JobQuery query) {
        return reads.list(query);
    }

    @Override
    public List<TypeStatus> types() {
        return reads.types();
    }

    @Override
    public boolean cancel(UUID id, String node) {
        return committer.commit(true, writes -> writes.cancel(id, node));
    }

    @Override
    public boolean redrive(UUID id, String node) {
        return committer.commit(true, writes -> writes.redrive(id, node));
    }

    @Override
    public int redrive(String type, int limit, String node) {
        return committer.commit(true, writes -> writes.redrive(type, limit, node));
    }

    @Override
    public boolean discard(UUID id, String node) {
        return committer.commit(true, writes -> writes.discard(id, node));
    }

    @Override
    public boolean pause(String type, boolean paused) {
        return committer.commit(true, writes -> writes.pause(type, paused));
    }

    @Override
    public WorkerSession join() {
        try {
            return new SqliteWorker(workers, WorkerLock.take(workers), committer, reads);
        } catch (IOException e) {
            throw new StoreException("cannot join as a worker at '" + workers + "': " + e, e);
        }
    }

    @Override
    public void close() {
        committer.close();
        reads.close();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("the store cannot be closed: " + e.getMessage(), e);
        }
    }
}
