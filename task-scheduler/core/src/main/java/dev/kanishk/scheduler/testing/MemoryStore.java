package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.Beat;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Lane;
import dev.kanishk.scheduler.store.Lifecycle;
import dev.kanishk.scheduler.store.Limit;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.RepeatableStore;
import dev.kanishk.scheduler.store.Result;
import dev.kanishk.scheduler.store.Signal;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.StoreOptions;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps jobs in this process, and loses them with it: for tests, and as the model that
 * the others are held against. Its time is the clock that it is given; nothing happens in it but by
 * a call. Calls of workers can be made to fail ({@link #setFaults}), and workers to die ({@link
 * #kill}).
 *
 * <p>Safe for use by many threads.
 */
public final class MemoryStore implements RepeatableStore {
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final int MAX_ERROR_LENGTH = 4_000;
    private static final int MAX_NOTE_LENGTH = 200;
    private static final Duration RETENTION_CHECK = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final StoreOptions options;
    private final MemoryLimits limits = new MemoryLimits();
    private final MemoryJobs jobs;
    private final Map<String, MemorySession> sessions = new LinkedHashMap<>();
    private final Map<String, Circuit> circuits = new TreeMap<>();
    private final MemoryRecurring recurring;
    private StoreFaults faults = StoreFaults.NONE;
    private Instant retentionAt = Instant.MIN;
    private int lastWorker;
    private boolean closed;

    /**
     * Makes an empty store with {@link StoreOptions#DEFAULTS}.
     *
     * @param clock its time
     */
    public MemoryStore(InstantSource clock) {
        this(clock, StoreOptions.DEFAULTS);
    }

    /**
     * Makes an empty store.
     *
     * @param clock its time
     * @param options its limits
     */
    public MemoryStore(InstantSource clock, StoreOptions options) {
        this.clock = clock;
        this.options = options;
        this.jobs = new MemoryJobs(clock, limits);
        this.recurring = new MemoryRecurring(jobs);
    }

    /**
     * Makes calls of workers fail from now on.
     *
     * @param value decides which
     */
    public synchronized void setFaults(StoreFaults value) {
        faults = value;
    }

    /**
     * Ends a worker as the end of its process does: its calls fail, and the others take its jobs at
     * their next beat.
     *
     * @param worker its name
     */
    public synchronized void kill(String worker) {
        MemorySession session = sessions.get(worker);
        if (session != null) {
            session.dead = true;
            tellAll(new Signal.Changed());
        }
    }

    synchronized StoreFaults.Fate fate(MemorySession session, String call) {
        checkOpen();
        return faults.of(session.worker, call);
    }

    @Override
    public synchronized List<Receipt> enqueue(List<JobRequest> requests, String node) {
        checkAcceptable(requests, requests.size(), Set.of());
        List<Receipt> receipts = requests.stream().map(one -> jobs.accept(one, node)).toList();
        signalDue();
        return receipts;
    }

    @Override
    public synchronized List<Receipt> enqueueBatch(
            List<JobRequest> requests, JobRequest callback, String node) {
        List<JobRequest> all = new ArrayList<>(requests);
        all.add(callback);
        checkAcceptable(all, requests.size(), Set.of());
        List<Receipt> receipts = new ArrayList<>();
        requests.forEach(one -> receipts.add(jobs.accept(one, node)));
        List<UUID> parents = new ArrayList<>(callback.after());
        receipts.forEach(receipt -> parents.add(receipt.id()));
        receipts.add(jobs.accept(jobs.newId(), callback, parents, true, node));
        signalDue();
        return receipts;
    }

    @Override
    public synchronized UUID newId() {
        return jobs.newId();
    }

    @Override
    public synchronized List<Receipt> enqueueNamed(List<NamedRequest> named) {
        Set<UUID> names = new LinkedHashSet<>();
        for (NamedRequest one : named) {
            if (!names.add(one.id())) {
                throw new IllegalArgumentException(
                        "id '" + one.id() + "' is there twice: leave one out");
            }
        }
        List<JobRequest> fresh =
                named.stream()
                        .filter(one -> !jobs.all.containsKey(one.id()))
                        .map(NamedRequest::request)
                        .toList();
        checkAcceptable(fresh, named.size(), names);
        List<Receipt> receipts =
                named.stream()
                        .map(one -> jobs.accept(one.id(), one.request(), one.node()))
                        .toList();
        signalDue();
        return receipts;
    }

    private void checkAcceptable(List<JobRequest> requests, int size, Set<UUID> names) {
        checkOpen();
        if (size < 1 || size > MAX_BATCH) {
            throw new IllegalArgumentException(
                    size + " jobs are not allowed: use 1 to " + MAX_BATCH);
        }
        for (JobRequest request : requests) {
            for (UUID id : request.after()) {
                if (!jobs.all.containsKey(id) && !names.contains(id)) {
                    throw new IllegalArgumentException(
                            "after '" + id + "' is no job that is kept: leave it out");
                }
            }
        }
        if (!requests.isEmpty() && jobs.waiting() + requests.size() > options.maxWaiting()) {
            throw new BacklogFullException(jobs.waiting(), options.maxWaiting());
        }
        Set<String> named = new LinkedHashSet<>(jobs.types.keySet());
        requests.forEach(one -> named.add(one.type()));
        if (named.size() > options.maxTypes() && named.size() > jobs.types.size()) {
            throw new IllegalArgumentException(
                    named.size() + " types are not allowed: use up to " + options.maxTypes());
        }
    }

    private void signalDue() {
        if (!jobs.nowDue.isEmpty()) {
            List<Lane> due = List.copyOf(jobs.nowDue);
            jobs.nowDue.clear();
            tellAll(new Signal.Due(due));
        }
        if (jobs.dueSooner) {
            jobs.dueSooner = false;
            tellAll(new Signal.Changed());
        }
    }

    private void tellAll(Signal signal) {
        sessions.values().forEach(session -> session.tell(signal));
    }

    @Override
    public synchronized Optional<Job> find(UUID id) {
        checkOpen();
        return Optional.ofNullable(jobs.all.get(id)).map(MemoryJob::view);
    }

    @Override
    public synchronized List<Transition> audit(UUID id) {
        checkOpen();
        MemoryJob job = jobs.all.get(id);
        return job == null ? List.of() : List.copyOf(job.audit);
    }

    @Override
    public synchronized List<Job> list(JobQuery query) {
        checkOpen();
        UUID after = query.after();
        MemoryJob last = after == null ? null : jobs.all.get(after);
        if (after != null && last == null) {
            throw new IllegalArgumentException("job " + after + " is not kept");
        }
        return jobs.all.values().stream()
                .filter(job -> last == null || job.number > last.number)
                .filter(job -> query.type() == null || job.lane.type().equals(query.type()))
                .filter(job -> query.state() == null || job.state == query.state())
                .limit(query.limit())
                .map(MemoryJob::view)
                .toList();
    }

    @Override
    public synchronized List<Recurring> recurring() {
        checkOpen();
        return recurring.list();
    }

    @Override
    public synchronized List<TypeStatus> types() {
        checkOpen();
        return jobs.statuses();
    }

    @Override
    public synchronized Map<String, Duration> queueAges() {
        checkOpen();
        return jobs.ages();
    }

    @Override
    public synchronized boolean cancel(UUID id, String node) {
        checkOpen();
        MemoryJob job = jobs.all.get(id);
        if (job == null || job.state.isOver()) {
            return false;
        }
        MemorySession holder = job.holder;
        jobs.move(job, JobState.CANCELLED, Cause.CANCELLED, node, null);
        if (holder != null) {
            holder.cancelled.add(id);
            holder.tell(new Signal.Cancelled(id));
        }
        signalDue();
        return true;
    }

    @Override
    public synchronized boolean redrive(UUID id, String node) {
        checkOpen();
        MemoryJob job = jobs.all.get(id);
        if (job == null || job.state != JobState.DEAD) {
            return false;
        }
        redrive(job, Duration.ZERO, node);
        signalDue();
        return true;
    }

    private void redrive(MemoryJob job, Duration wait, String node) {
        job.failures = 0;
        job.crashes = 0;
        jobs.putOff(job, wait, Cause.REDRIVEN, node, null);
        job.dueAt = job.changedAt.plus(wait);
    }

    @Override
    public synchronized int redrive(DeadQuery query, Duration spread, String node) {
        checkSpread(spread);
        List<MemoryJob> dead = dead(query);
        for (int i = 0; i < dead.size(); i++) {
            redrive(dead.get(i), spread.multipliedBy(i).dividedBy(dead.size()), node);
        }
        signalDue();
        return dead.size();
    }

    private static void checkSpread(Duration spread) {
        if (spread.isNegative() || spread.compareTo(MAX_SPREAD) > 0) {
            throw new IllegalArgumentException(
                    "spread '" + spread + "' is not allowed: use zero to " + MAX_SPREAD);
        }
    }

    @Override
    public synchronized int discard(DeadQuery query, String node) {
        List<MemoryJob> dead = dead(query);
        dead.forEach(job -> jobs.move(job, JobState.CANCELLED, Cause.CANCELLED, node, null));
        return dead.size();
    }

    @Override
    public synchronized boolean discard(UUID id, String node) {
        checkOpen();
        MemoryJob job = jobs.all.get(id);
        if (job == null || job.state != JobState.DEAD) {
            return false;
        }
        jobs.move(job, JobState.CANCELLED, Cause.CANCELLED, node, null);
        return true;
    }

    private List<MemoryJob> dead(DeadQuery query) {
        checkOpen();
        Instant from = query.from() == null ? Instant.MIN : query.from();
        Instant until = query.until() == null ? Instant.MAX : query.until();
        return jobs.all.values().stream()
                .filter(job -> job.state == JobState.DEAD)
                .filter(job -> query.type() == null || job.lane.type().equals(query.type()))
                .filter(job -> !job.changedAt.isBefore(from) && job.changedAt.isBefore(until))
                .sorted(Comparator.comparing(job -> job.changedAt))
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized boolean pause(String type, boolean paused) {
        checkOpen();
        if (jobs.types.replace(type, paused) == null) {
            return false;
        }
        tellAll(new Signal.Changed());
        return true;
    }

    @Override
    public synchronized WorkerSession join() {
        checkOpen();
        String worker = "worker-" + ++lastWorker;
        MemorySession session = new MemorySession(this, worker, clock.instant().plus(LEASE));
        sessions.put(worker, session);
        return session;
    }

    void leave(MemorySession session) {
        sessions.remove(session.worker);
        for (MemoryJob job : List.copyOf(session.held)) {
            jobs.makeDue(job, Cause.HANDED_BACK, session.worker, null);
        }
        signalDue();
    }

    List<Claim> claim(MemorySession session, List<Quota> quotas) {
        List<Claim> claims = new ArrayList<>();
        if (session.lost) {
            return claims;
        }
        for (Claim earlier : session.unacknowledged) {
            MemoryJob job = jobs.all.get(earlier.id());
            if (job != null && job.isHeld(session, earlier.attempt())) {
                claims.add(earlier);
            }
        }
        session.unacknowledged.clear();
        Instant now = clock.instant();
        long receipt = ++session.receipts;
        for (Quota quota : quotas) {
            Lane lane = quota.lane();
            LinkedHashSet<MemoryJob> waiters = jobs.ready.get(lane);
            if (waiters == null || jobs.types.getOrDefault(lane.type(), false)) {
                continue;
            }
            List<MemoryJob> taken = new ArrayList<>();
            for (MemoryJob job : waiters) {
                if (taken.size() < quota.limit() && limits.take(job, now)) {
                    taken.add(job);
                }
                if (taken.size() == quota.limit()) {
                    break;
                }
            }
            for (MemoryJob job : taken) {
                jobs.move(job, JobState.RUNNING, Cause.CLAIMED, session.worker, null);
                job.attempts++;
                job.holder = session;
                session.held.add(job);
                claims.add(job.claim(receipt));
            }
        }
        return claims;
    }

    boolean started(MemorySession session, List<Claim> claims) {
        for (Claim claim : claims) {
            MemoryJob job = jobs.all.get(claim.id());
            if (job != null && job.isHeld(session, claim.attempt())) {
                job.started = true;
            }
        }
        return true;
    }

    List<Boolean> finish(MemorySession session, List<End> ends) {
        List<Boolean> accepted = ends.stream().map(end -> finish(session, end)).toList();
        signalDue();
        return accepted;
    }

    private boolean finish(MemorySession session, End end) {
        MemoryJob job = jobs.all.get(end.claim().id());
        if (job == null || !job.isHeld(session, end.claim().attempt())) {
            return false;
        }
        String worker = session.worker;
        switch (end.result()) {
            case Result.Succeeded done ->
                    jobs.move(job, JobState.SUCCEEDED, Cause.SUCCEEDED, worker, null);
            case Result.HandedBack back -> jobs.makeDue(job, Cause.HANDED_BACK, worker, null);
            case Result.Parked parked ->
                    jobs.putOff(job, parked.retryIn(), Cause.PARKED, worker, null);
            case Result.Expired expired ->
                    jobs.move(job, JobState.DEAD, Cause.EXPIRED, worker, null);
            case Result.Failed failed -> fail(job, failed, worker);
        }
        return true;
    }

    private void fail(MemoryJob job, Result.Failed failed, String worker) {
        job.failures++;
        Cause cause = failed.timedOut() ? Cause.TIMED_OUT : Cause.FAILED;
        String error = shortened(failed.error(), MAX_ERROR_LENGTH);
        Duration wait = failed.retryIn();
        if (wait == null || job.failures >= job.request.maxAttempts()) {
            jobs.move(job, JobState.DEAD, cause, worker, error);
        } else {
            jobs.putOff(job, wait, cause, worker, error);
            job.dueAt = job.changedAt.plus(wait);
        }
    }

    boolean progress(MemorySession session, Claim claim, int percent, @Nullable String note) {
        MemoryJob job = jobs.all.get(claim.id());
        if (job == null || !job.isHeld(session, claim.attempt())) {
            return false;
        }
        job.percent = percent;
        job.note = note == null ? null : shortened(note, MAX_NOTE_LENGTH);
        return true;
    }

    Beat beat(MemorySession session) {
        Instant now = clock.instant();
        boolean alive = !session.lost;
        session.lost = false;
        session.leaseUntil = now.plus(LEASE);
        if (!alive) {
            session.unacknowledged.clear();
        }
        recurring.tick(now, session.worker);
        jobs.promoteDue(now, session.worker);
        int recovered = recover(now, session.worker);
        forget(now);
        signalDue();
        List<UUID> cancelled = List.copyOf(session.cancelled);
        session.cancelled.clear();
        Set<String> paused = new LinkedHashSet<>(jobs.types.keySet());
        paused.removeIf(type -> !jobs.types.getOrDefault(type, false));
        return new Beat(
                now,
                alive,
                List.copyOf(jobs.ready.keySet()),
                paused,
                List.copyOf(circuits.values()),
                cancelled,
                recovered,
                recurring.nextDue(now));
    }

    /** Takes the jobs of workers that are dead or cut off. */
    private int recover(Instant now, String node) {
        int recovered = 0;
        for (Iterator<MemorySession> all = sessions.values().iterator(); all.hasNext(); ) {
            MemorySession other = all.next();
            if (!other.dead && !other.leaseUntil.isBefore(now)) {
                continue;
            }
            for (MemoryJob job : List.copyOf(other.held)) {
                recovered++;
                crash(job, other, node);
            }
            other.lost = true;
            if (other.dead) {
                all.remove();
            }
        }
        return recovered;
    }

    private void crash(MemoryJob job, MemorySession dead, String node) {
        job.crashes += job.crashes == 0 || job.started ? 1 : 0;
        String error = "worker " + dead.worker + " ended while it ran the job";
        if (job.crashes >= Lifecycle.MAX_CRASHES) {
            jobs.move(job, JobState.DEAD, Cause.WORKER_DIED, node, error);
        } else {
            jobs.makeDue(job, Cause.WORKER_DIED, node, error);
        }
    }

    private void forget(Instant now) {
        if (now.isBefore(retentionAt)) {
            return;
        }
        retentionAt = now.plus(RETENTION_CHECK);
        jobs.forget(now, options.retention());
    }

    boolean limit(List<Limit> values) {
        values.forEach(one -> limits.set(one, clock.instant()));
        return true;
    }

    boolean change(Circuit circuit) {
        Circuit known = circuits.get(circuit.name());
        if (circuit.epoch() != (known == null ? 1 : known.epoch() + 1)) {
            return false;
        }
        if (circuit.open()) {
            circuits.put(circuit.name(), circuit);
        } else {
            circuits.remove(circuit.name());
        }
        tellAll(new Signal.Changed());
        return true;
    }

    int expire(MemorySession session, String type, Duration longest, int limit) {
        Instant before = clock.instant().minus(longest);
        List<MemoryJob> old =
                jobs.ready.entrySet().stream()
                        .filter(lane -> lane.getKey().type().equals(type))
                        .flatMap(lane -> lane.getValue().stream())
                        .filter(job -> job.dueAt.isBefore(before))
                        .limit(limit)
                        .toList();
        old.forEach(job -> jobs.move(job, JobState.DEAD, Cause.EXPIRED, session.worker, null));
        return old.size();
    }

    boolean schedule(Recurring value) {
        recurring.schedule(value);
        tellAll(new Signal.Changed());
        return true;
    }

    boolean unschedule(String name) {
        return recurring.unschedule(name);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException("the store is closed: open one before its workers start");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
