package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.store.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs in memory, and every way in which one changes. Confined to the store's lock. */
final class MemoryJobs {
    /** What a type's idempotency key names. */
    private record Key(String type, String key) {}

    final Map<UUID, MemoryJob> all = new LinkedHashMap<>();
    final Map<Lane, LinkedHashSet<MemoryJob>> ready = new LinkedHashMap<>();
    final TreeSet<MemoryJob> later =
            new TreeSet<>(
                    Comparator.comparing((MemoryJob job) -> Objects.requireNonNull(job.laterAt))
                            .thenComparingLong(job -> job.number));
    final Map<String, Boolean> types = new TreeMap<>();

    /** Lanes that have got something since they were signalled. */
    final Set<Lane> nowDue = new LinkedHashSet<>();

    /** Whether the next time that something is due has moved ahead since it was signalled. */
    boolean dueSooner;

    private final InstantSource clock;
    private final MemoryLimits limits;
    private final Map<Key, MemoryJob> keys = new HashMap<>();
    private final Map<List<Object>, Lane> lanes = new HashMap<>();
    private long lastNumber;
    private long lastId;
    private long waiting;

    MemoryJobs(InstantSource clock, MemoryLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    long waiting() {
        return waiting;
    }

    List<TypeStatus> statuses() {
        Map<String, Map<JobState, Long>> counts = new HashMap<>();
        for (MemoryJob job : all.values()) {
            counts.computeIfAbsent(job.lane.type(), t -> new EnumMap<>(JobState.class))
                    .merge(job.state, 1L, Long::sum);
        }
        counts.values()
                .forEach(of ->
                        of.computeIfPresent(
                                JobState.ENQUEUED,
                                (state, count) -> Math.min(count, TypeStatus.MAX_COUNTED)));
        return types.entrySet().stream()
                .map(type ->
                        new TypeStatus(
                                type.getKey(),
                                type.getValue(),
                                counts.getOrDefault(type.getKey(), Map.of())))
                .toList();
    }

    Map<String, Duration> ages() {
        Instant now = clock.instant();
        Map<String, Duration> ages = new HashMap<>();
        for (MemoryJob job : all.values()) {
            boolean late = job.laterAt != null && !job.laterAt.isAfter(now);
            if (job.state == JobState.ENQUEUED || late) {
                Duration age = Duration.between(job.dueAt, now);
                ages.merge(job.lane.type(), age, (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
        return Map.copyOf(ages);
    }

    UUID newId() {
        long high = clock.instant().toEpochMilli() << 16 | 0x7000L;
        return new UUID(high, 0x8000_0000_0000_0000L | ++lastId);
    }

    Receipt accept(JobRequest request, String node) {
        return accept(newId(), request, node);
    }

    /** Accepts a job, unless there is one of its name: then the answer is that one's. */
    Receipt accept(UUID id, JobRequest request, String node) {
        MemoryJob same = all.get(id);
        return same == null
                ? accept(id, request, request.after(), request.afterAny(), node)
                : new Receipt(id, same.audit.getFirst().to(), true);
    }

    Receipt accept(UUID id, JobRequest request, List<UUID> parents, boolean any, String node) {
        String key = request.idempotencyKey();
        MemoryJob known = key == null ? null : keys.get(new Key(request.type(), key));
        if (known != null) {
            return new Receipt(known.id, known.state, false);
        }
        Instant now = clock.instant();
        types.putIfAbsent(request.type(), false);
        long number = ++lastNumber;
        MemoryJob job = new MemoryJob(id, number, lane(request), request, now);
        all.put(id, job);
        if (key != null) {
            keys.put(new Key(request.type(), key), job);
        }
        waiting++;
        block(job, parents, any);
        boolean put = job.blockers > 0 || job.dueAt.isAfter(now);
        job.state = put ? JobState.SCHEDULED : JobState.ENQUEUED;
        job.audit.add(new Transition(1, now, null, job.state, Cause.ACCEPTED, node, null));
        if (job.blockers < 0) {
            move(job, JobState.CANCELLED, Cause.DEPENDENCY, node, null);
        } else if (job.blockers == 0) {
            placed(job, job.dueAt);
        }
        return new Receipt(id, job.state, true);
    }

    /** Counts what it waits for; -1 if that can never be. */
    private void block(MemoryJob job, List<UUID> parents, boolean any) {
        job.blockedAny = any;
        for (UUID parent : parents) {
            MemoryJob other = all.get(parent);
            if (other != null && !other.state.isOver()) {
                other.dependents.add(job);
                job.blockers++;
            } else if (other != null && !any && other.state != JobState.SUCCEEDED) {
                job.blockers = -1;
                return;
            }
        }
    }

    private Lane lane(JobRequest request) {
        List<Object> name = List.of(request.type(), request.tenant(), request.priority());
        return lanes.computeIfAbsent(
                name,
                n ->
                        new Lane(
                                lanes.size() + 1,
                                request.type(),
                                request.tenant(),
                                request.priority()));
    }

    /** Puts a job whose state is right where that state is kept. */
    private void placed(MemoryJob job, Instant at) {
        if (job.state == JobState.SCHEDULED) {
            job.laterAt = at;
            later.add(job);
            dueSooner |= job == later.first();
        } else {
            ready.computeIfAbsent(job.lane, l -> new LinkedHashSet<>()).add(job);
            nowDue.add(job.lane);
        }
    }

    void move(MemoryJob job, JobState to, Cause cause, String node, @Nullable String error) {
        Instant now = clock.instant();
        job.audit.add(new Transition(job.audit.size() + 1, now, job.state, to, cause, node, error));
        leave(job);
        waiting += (to.isOver() ? 0 : 1) - (job.state.isOver() ? 0 : 1);
        job.state = to;
        job.changedAt = now;
        job.error = error == null ? job.error : error;
        if (to.isOver()) {
            release(job, node);
        }
    }

    private void leave(MemoryJob job) {
        switch (job.state) {
            case SCHEDULED -> {
                if (job.laterAt != null) {
                    later.remove(job);
                }
            }
            case ENQUEUED -> {
                LinkedHashSet<MemoryJob> lane = ready.get(job.lane);
                if (lane != null && lane.remove(job) && lane.isEmpty()) {
                    ready.remove(job.lane);
                }
            }
            case RUNNING -> {
                limits.release(job);
                MemorySession holder = job.holder;
                if (holder != null) {
                    holder.held.remove(job);
                }
                job.holder = null;
                job.started = false;
            }
            case SUCCEEDED, DEAD, CANCELLED -> {}
        }
    }

    private void release(MemoryJob parent, String node) {
        List<MemoryJob> children = List.copyOf(parent.dependents);
        parent.dependents.clear();
        for (MemoryJob child : children) {
            if (child.state.isOver()) {
                continue;
            }
            child.blockers--;
            if (!child.blockedAny && parent.state != JobState.SUCCEEDED) {
                move(child, JobState.CANCELLED, Cause.DEPENDENCY, node, null);
            } else if (child.blockers == 0) {
                Instant now = clock.instant();
                if (child.dueAt.isAfter(now)) {
                    placed(child, child.dueAt);
                } else {
                    child.dueAt = now;
                    makeDue(child, Cause.DEPENDENCY, node, null);
                }
            }
        }
    }

    void makeDue(MemoryJob job, Cause cause, String node, @Nullable String error) {
        move(job, JobState.ENQUEUED, cause, node, error);
        placed(job, job.dueAt);
    }

    void putOff(MemoryJob job, Duration wait, Cause cause, String node, @Nullable String error) {
        if (wait.isZero() || wait.isNegative()) {
            makeDue(job, cause, node, error);
        } else {
            move(job, JobState.SCHEDULED, cause, node, error);
            placed(job, job.changedAt.plus(wait));
        }
    }

    /** Makes those due whose time has come. */
    void promoteDue(Instant now, String node) {
        while (!later.isEmpty()) {
            MemoryJob next = later.first();
            if (Objects.requireNonNull(next.laterAt).isAfter(now)) {
                return;
            }
            makeDue(next, Cause.DUE, node, null);
        }
    }

    /** Drops those that are over for longer than they are kept. */
    void forget(Instant now, Duration retention) {
        List<MemoryJob> old =
                all.values().stream()
                        .filter(job -> job.state.isOver())
                        .filter(job -> {
                            int times = job.state == JobState.DEAD ? 4 : 1;
                            Duration kept = retention.multipliedBy(times);
                            return !job.changedAt.plus(kept).isAfter(now);
                        })
                        .toList();
        for (MemoryJob job : old) {
            all.remove(job.id);
            String key = job.request.idempotencyKey();
            if (key != null) {
                keys.remove(new Key(job.lane.type(), key));
            }
        }
    }
}
