package dev.kanishk.agents.checkpoint;

import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs in memory: they are lost with the process. For tests, and for runs that need not survive.
 * Safe for use by many threads.
 */
public final class MemoryStore implements CheckpointStore {
    /** The most runs, unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 100_000;

    private final Map<String, Kept> runs = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final int capacity;
    private long keys;

    /** Makes a store of the default capacity. */
    public MemoryStore() {
        this(DEFAULT_CAPACITY, InstantSource.system());
    }

    /**
     * Makes a store.
     *
     * @param capacity the most runs, at least 1; more are refused until some are deleted
     * @param clock what events are dated with
     */
    public MemoryStore(int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + ": use at least 1");
        }
        this.capacity = capacity;
        this.clock = clock;
    }

    private static final class Kept {
        private final long key;
        private final List<Event> events = new ArrayList<>();
        private final NavigableMap<Long, String> snapshots = new TreeMap<>();
        private RunInfo info;

        Kept(long key, RunInfo info) {
            this.key = key;
            this.info = info;
        }

        long last() {
            return info.parentSequence() + events.size();
        }

        /** Returns the own events behind one and up to another. */
        List<Event> between(long after, long upTo) {
            long from = Math.max(after - info.parentSequence(), 0);
            long to = Math.min(upTo - info.parentSequence(), events.size());
            return from >= to ? List.of() : events.subList((int) from, (int) to);
        }
    }

    @Override
    public Lease admit(Admission admission) {
        lock.lock();
        try {
            String owner = admission.owner();
            String thread = owner == null ? admission.run() : kept(owner).info.thread();
            return create(
                    admission.run(), thread, owner, null, 0, Kind.ADMITTED, admission.payload());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Lease fork(String parent, long sequence, String run, String payload) {
        lock.lock();
        try {
            Kept from = kept(parent);
            if (sequence < 1 || sequence > from.last()) {
                throw new CheckpointException(
                        "run '" + parent + "' has no event " + sequence + ": see its log");
            }
            int depth = 1;
            for (String next = from.info.parent(); next != null; depth++) {
                next = kept(next).info.parent();
            }
            Forks.checkDepth(parent, depth);
            String thread = from.info.thread();
            return create(run, thread, null, parent, sequence, Kind.FORKED, payload);
        } finally {
            lock.unlock();
        }
    }

    private Lease create(
            String run,
            String thread,
            @Nullable String owner,
            @Nullable String parent,
            long sequence,
            Kind kind,
            String payload) {
        if (runs.containsKey(run)) {
            throw new CheckpointException(
                    "run '" + run + "' exists: resume it, or use another name");
        }
        if (runs.size() >= capacity) {
            throw new CheckpointException(
                    "run '" + run + "' has no room: the store holds " + capacity + " runs");
        }
        long now = clock.millis();
        RunInfo info = new RunInfo(run, thread, Status.OPEN, parent, sequence, owner, 1, now, now);
        Kept kept = new Kept(++keys, info);
        runs.put(run, kept);
        kept.events.add(new Event(sequence + 1, kind, "", 0, 0, payload, now));
        return new Lease(run, kept.key, 1, sequence + 1);
    }

    @Override
    public Optional<Lease> lease(String run, long epoch) {
        lock.lock();
        try {
            return kept(run).info.epoch() == epoch ? Optional.of(lease(run)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Lease lease(String run) {
        lock.lock();
        try {
            Kept kept = kept(run);
            RunInfo old = kept.info;
            kept.info =
                    new RunInfo(
                            old.id(),
                            old.thread(),
                            old.status(),
                            old.parent(),
                            old.parentSequence(),
                            old.owner(),
                            old.epoch() + 1,
                            old.createdAtMillis(),
                            old.changedAtMillis());
            return new Lease(run, kept.key, kept.info.epoch(), kept.last());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long append(Lease lease, Append append, Flush flush) {
        lock.lock();
        try {
            Kept kept = runs.get(lease.run());
            if (kept == null || kept.key != lease.key() || kept.info.epoch() != lease.epoch()) {
                throw new StaleLeaseException(lease);
            }
            long now = clock.millis();
            for (Entry entry : append.entries()) {
                kept.events.add(
                        new Event(
                                kept.last() + 1,
                                entry.kind(),
                                entry.node(),
                                entry.step(),
                                entry.task(),
                                entry.payload(),
                                now));
            }
            if (append.status() != null) {
                RunInfo old = kept.info;
                kept.info =
                        new RunInfo(
                                old.id(),
                                old.thread(),
                                append.status(),
                                old.parent(),
                                old.parentSequence(),
                                old.owner(),
                                old.epoch(),
                                old.createdAtMillis(),
                                now);
            }
            if (append.snapshot() != null) {
                kept.snapshots.put(kept.last(), append.snapshot());
            }
            return kept.last();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Log read(String run, long upTo) {
        lock.lock();
        try {
            List<Event> events = new ArrayList<>();
            return collect(run, upTo, events);
        } finally {
            lock.unlock();
        }
    }

    private Log collect(String run, long upTo, List<Event> events) {
        Kept kept = kept(run);
        Map.Entry<Long, String> found = kept.snapshots.floorEntry(upTo);
        String snapshot = found == null ? null : found.getValue();
        long from = found == null ? 0 : found.getKey();
        if (found == null && kept.info.parent() != null) {
            long shared = Math.min(upTo, kept.info.parentSequence());
            Log past = collect(kept.info.parent(), shared, events);
            snapshot = past.snapshot();
            from = past.snapshotSequence();
        }
        events.addAll(kept.between(from, upTo));
        return new Log(snapshot, from, events);
    }

    @Override
    public List<Event> events(String run, long after) {
        lock.lock();
        try {
            List<Event> events = new ArrayList<>();
            collectEvents(run, after, Long.MAX_VALUE, events);
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    private void collectEvents(String run, long after, long upTo, List<Event> events) {
        Kept kept = kept(run);
        String parent = kept.info.parent();
        if (parent != null && after < kept.info.parentSequence()) {
            long shared = Math.min(upTo, kept.info.parentSequence());
            collectEvents(parent, after, shared, events);
        }
        events.addAll(kept.between(after, upTo));
    }

    private Kept kept(String run) {
        Kept kept = runs.get(run);
        if (kept == null) {
            throw new CheckpointException("there is no run '" + run + "': list the runs");
        }
        return kept;
    }

    @Override
    public Optional<RunInfo> find(String run) {
        lock.lock();
        try {
            return Optional.ofNullable(runs.get(run)).map(kept -> kept.info);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<RunInfo> runs(RunQuery query) {
        lock.lock();
        try {
            Kept after = query.after() == null ? null : runs.get(query.after());
            return runs.values().stream()
                    .filter(kept -> after == null || kept.key > after.key)
                    .map(kept -> kept.info)
                    .filter(info ->
                            query.thread() == null
                                    ? info.owner() == null
                                    : info.thread().equals(query.thread()))
                    .filter(info -> query.status() == null || info.status() == query.status())
                    .limit(query.limit())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int delete(String thread) {
        lock.lock();
        try {
            int before = runs.size();
            runs.values().removeIf(kept -> kept.info.thread().equals(thread));
            return before - runs.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int deleteFinished(Instant before, int limit) {
        lock.lock();
        try {
            List<String> threads =
                    runs.values().stream()
                            .map(kept -> kept.info.thread())
                            .distinct()
                            .filter(thread -> isFinished(thread, before.toEpochMilli()))
                            .limit(limit)
                            .toList();
            threads.forEach(this::delete);
            return threads.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFinished(String thread, long beforeMillis) {
        return runs.values().stream()
                .map(kept -> kept.info)
                .filter(info -> info.thread().equals(thread))
                .allMatch(info ->
                        (info.status() == Status.DONE || info.status() == Status.COMPENSATED)
                                && info.changedAtMillis() < beforeMillis);
    }

    @Override
    public void close() {
        // What it holds goes with it.
    }
}
