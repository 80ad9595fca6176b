package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.recurring.Recurring;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Jobs in an SQL database. What differs between databases is in their {@link Dialect}, in how
 * transactions are run, and in how workers show that they live.
 */
abstract sealed class SqlStore extends Transactions implements RecordingStore
        permits ServerStore, SqliteStore {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RETRY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final String DUPLICATE = "23505";
    private static final int SQLITE_CONSTRAINT = 19;
    private static final int MARIADB_DUPLICATE = 1062;

    private final StoreOptions options;
    private final Lanes lanes;
    private final Queries queries;
    private final Backlog backlog;
    private final Housekeeping housekeeping;
    private final Announcer announcer;
    private final UuidV7 ids = new UuidV7();
    private final Committer committer;
    private volatile boolean closed;

    SqlStore(StoreOptions options, int committers) {
        this.options = options;
        this.lanes = new Lanes(this, options.maxTypes());
        this.queries = new Queries(lanes, options.payloads());
        this.backlog = new Backlog(this, options.maxWaiting());
        this.housekeeping = new Housekeeping(this, options.retention());
        this.announcer = new Announcer(this::tellAbroad);
        this.committer = new Committer(committers, this::accept);
    }

    abstract Dialect dialect();

    /** The database's time, as far as it is known here. */
    abstract LongSupplier clock();

    /** Notes what the database says the time is. */
    abstract void sync(long nowMs);

    /** Whether a worker whose lease has run out has been silent for that long. */
    abstract boolean leasesTell();

    /** Tells other processes what is new. */
    abstract void tellAbroad(News news);

    /** Shows that a new worker lives. */
    abstract Liveness live();

    /** How many connections were lost so far. */
    abstract long lostConnections();

    /** What the database needs to have done now and then. */
    abstract void tidyUp();

    Lanes lanes() {
        return lanes;
    }

    Announcer announcer() {
        return announcer;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    Backlog backlog() {
        return backlog;
    }

    StoreOptions options() {
        return options;
    }

    /** Makes a job of a request; its lane is made if there is none. */
    NewJob prepare(JobRequest request, String node, List<UUID> after) {
        return prepare(newId(), request, node, after);
    }

    private NewJob prepare(UUID id, JobRequest request, String node, List<UUID> after) {
        Lane lane = lanes.of(request);
        byte[] payload =
                options.payloads()
                        .encode(
                                id,
                                request.type(),
                                request.payload().getBytes(StandardCharsets.UTF_8));
        return new NewJob(id, request, lane, payload, node, after);
    }

    List<NewJob> prepareAll(List<JobRequest> requests, String node) {
        check(requests.size());
        backlog.admit(requests.size());
        lanes.prepare(requests);
        List<NewJob> jobs = new ArrayList<>(requests.size());
        for (JobRequest request : requests) {
            jobs.add(prepare(request, node, request.after()));
        }
        return jobs;
    }

    private void check(int count) {
        if (count == 0 || count > MAX_BATCH) {
            throw new IllegalArgumentException(count + " jobs in one call: use 1 to " + MAX_BATCH);
        }
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }

    @Override
    public List<Receipt> enqueue(List<JobRequest> requests, String node) {
        return commit(prepareAll(requests, node));
    }

    @Override
    public List<Receipt> enqueueBatch(List<JobRequest> requests, JobRequest callback, String node) {
        List<NewJob> jobs = prepareAll(requests, node);
        List<UUID> all = new ArrayList<>(callback.after());
        jobs.forEach(job -> all.add(job.id));
        JobRequest whateverTheEnd = callback.withAfterAny(callback.after());
        jobs.add(prepare(whateverTheEnd, node, all));
        return commit(jobs);
    }

    @Override
    public UUID newId() {
        return ids.next(clock().getAsLong());
    }

    @Override
    public List<Receipt> enqueueNamed(List<NamedRequest> requests) {
        check(requests.size());
        lanes.prepare(requests.stream().map(NamedRequest::request).toList());
        List<NewJob> jobs = new ArrayList<>(requests.size());
        Set<UUID> names = new HashSet<>();
        for (NamedRequest named : requests) {
            if (!names.add(named.id())) {
                throw new IllegalArgumentException(
                        "id '" + named.id() + "' is there twice: leave one out");
            }
            JobRequest request = named.request();
            jobs.add(prepare(named.id(), request, named.node(), request.after()));
        }
        try {
            backlog.admit(jobs.size());
        } catch (BacklogFullException e) {
            if (stored(jobs).size() < jobs.size()) {
                throw e;
            }
        }
        return commit(jobs);
    }

    private List<Receipt> commit(List<NewJob> jobs) {
        List<Receipt> receipts = committer.commit(jobs);
        backlog.accepted(receipts.size());
        return receipts;
    }

    /*
     * If the connection was lost, it is not known whether the jobs are stored; but their names are.
     * So it is asked for them, and what is not there is stored again. Should the first try be under
     * way still, the second meets its names and waits for it. So it is with jobs that their caller
     * has named and that may come twice.
     */
    private List<Receipt> accept(List<NewJob> jobs) {
        long deadline = 0;
        boolean again = false;
        while (true) {
            try {
                Set<UUID> stored = again ? stored(jobs) : Set.of();
                if (!stored.isEmpty()) {
                    return write(true, tx -> Acceptance.accept(tx, lanes, jobs, stored));
                }
                return Acceptance.isPlain(jobs)
                        ? single(true, tx -> Acceptance.acceptPlain(tx, jobs))
                        : write(true, tx -> Acceptance.accept(tx, lanes, jobs, stored));
            } catch (StoreException e) {
                boolean met = isDuplicate(e);
                // A server that falls silent takes long to show it: that is not trying yet.
                deadline = again ? deadline : System.nanoTime() + RETRY_NANOS;
                if (!(e.isConnectionLost() || met) || closed || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                List<NewJob> distinct = met ? distinct(jobs) : jobs;
                if (distinct.size() < jobs.size()) {
                    return spread(accept(distinct), distinct, jobs);
                }
                if (again || !met) {
                    LockSupport.parkNanos(RETRY_PAUSE_NANOS);
                }
                again = true;
            }
        }
    }

    /** Each job once: calls that came together may have named the same. */
    private static List<NewJob> distinct(List<NewJob> jobs) {
        Map<UUID, NewJob> byName = new LinkedHashMap<>();
        jobs.forEach(job -> byName.putIfAbsent(job.id, job));
        return List.copyOf(byName.values());
    }

    /** Gives the receipt of a job to each that has its name. */
    private static List<Receipt> spread(
            List<Receipt> receipts, List<NewJob> of, List<NewJob> over) {
        Map<UUID, Receipt> byName = new HashMap<>();
        for (int i = 0; i < receipts.size(); i++) {
            byName.put(of.get(i).id, receipts.get(i));
        }
        return over.stream().map(job -> Objects.requireNonNull(byName.get(job.id))).toList();
    }

    private static boolean isDuplicate(StoreException e) {
        return e.getCause() instanceof SQLException sql
                && (DUPLICATE.equals(sql.getSQLState())
                        || sql.getErrorCode() == SQLITE_CONSTRAINT
                        || sql.getErrorCode() == MARIADB_DUPLICATE);
    }

    private Set<UUID> stored(List<NewJob> jobs) {
        List<UUID> names = jobs.stream().map(job -> job.id).toList();
        return Set.copyOf(
                read(tx ->
                        tx.query(
                                "SELECT id FROM job WHERE id = ANY(?)",
                                row -> UUID.fromString(row.getString(1)),
                                names)));
    }

    /** Makes the jobs of recurring ticks. */
    int tick() {
        for (JobRequest request : read(RecurringJobs::due)) {
            lanes.of(request);
        }
        return write(
                true,
                tx ->
                        RecurringJobs.tick(
                                tx, lanes, request -> prepare(request, "recurring", List.of())));
    }

    /** Takes the jobs of a dead worker. */
    int recover(String dead, String node, boolean certain) {
        return write(false, tx -> Recovery.takeFrom(tx, lanes, dead, node, certain));
    }

    @Override
    public Optional<Job> find(UUID id) {
        return read(tx -> queries.find(tx, id));
    }

    @Override
    public List<Transition> audit(UUID id) {
        return read(tx -> queries.audit(tx, id));
    }

    @Override
    public List<Job> list(JobQuery query) {
        return read(tx -> queries.list(tx, query));
    }

    @Override
    public List<Recurring> recurring() {
        return read(RecurringJobs::all);
    }

    @Override
    public List<TypeStatus> types() {
        return read(queries::types);
    }

    @Override
    public Map<String, Duration> queueAges() {
        return read(tx -> QueueAges.read(tx, lanes));
    }

    @Override
    public boolean cancel(UUID id, String node) {
        return write(true, tx -> new Operations(tx, lanes).cancel(id, node));
    }

    @Override
    public boolean redrive(UUID id, String node) {
        return write(true, tx -> new Operations(tx, lanes).redrive(id, node));
    }

    @Override
    public int redrive(DeadQuery query, Duration spread, String node) {
        checkSpread(spread);
        return write(true, tx -> new Operations(tx, lanes).redrive(query, spread, node));
    }

    private static void checkSpread(Duration spread) {
        if (spread.isNegative() || spread.compareTo(MAX_SPREAD) > 0) {
            throw new IllegalArgumentException(
                    "spread '" + spread + "' is not allowed: use zero to " + MAX_SPREAD);
        }
    }

    @Override
    public int discard(DeadQuery query, String node) {
        return write(true, tx -> new Operations(tx, lanes).discard(query, node));
    }

    @Override
    public boolean discard(UUID id, String node) {
        return write(true, tx -> new Operations(tx, lanes).discard(id, node));
    }

    @Override
    public boolean pause(String type, boolean paused) {
        return write(true, tx -> Policy.pause(tx, type, paused));
    }

    @Override
    public WorkerSession join() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
        Liveness liveness = live();
        boolean joined = false;
        try {
            write(
                    false,
                    tx -> {
                        Upkeep.join(tx, liveness.worker());
                        return true;
                    });
            joined = true;
        } finally {
            if (!joined) {
                liveness.close();
            }
        }
        return new SqlSession(this, liveness);
    }

    @Override
    public ChangeFeed record(long most) {
        return SqlFeed.begin(this, most);
    }

    @Override
    public void stopRecording() {
        SqlFeed.end(this);
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the connections. */
    abstract void disconnect();

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            committer.close();
            announcer.close();
            disconnect();
        }
    }
}
