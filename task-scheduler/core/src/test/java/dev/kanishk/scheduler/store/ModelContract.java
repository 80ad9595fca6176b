package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What happens to jobs, in any order, against a model that keeps them in a map. */
public abstract class ModelContract extends StoreHarness {
    private static final int SEEDS = 3;
    private static final int STEPS = 120;

    /** A line of the audit, without its time. */
    private record Line(JobState to, Cause cause, String node) {}

    /** A job as it has to be. */
    private static final class Expected {
        private final int maxAttempts;
        private final List<Line> audit = new ArrayList<>();
        private final Set<UUID> waitsFor = new LinkedHashSet<>();
        private final Set<UUID> waitedForBy = new LinkedHashSet<>();
        private boolean any;
        private JobState state;
        private Instant due;
        private int attempts;
        private int failures;

        Expected(JobState state, int maxAttempts, Instant due) {
            this.state = state;
            this.maxAttempts = maxAttempts;
            this.due = due;
            audit.add(new Line(state, Cause.ACCEPTED, "caller"));
        }

        void move(JobState to, Cause cause, String node) {
            state = to;
            audit.add(new Line(to, cause, node));
        }
    }

    private final Map<UUID, Expected> model = new LinkedHashMap<>();
    private final List<WorkerSession> sessions = new ArrayList<>();
    private final Map<Claim, WorkerSession> claims = new LinkedHashMap<>();
    private Random random = new Random();

    @Test
    void everyJobIsWhereTheModelSaysAndItsAuditIsExact() {
        for (int i = 0; i < SEEDS; i++) {
            long seed = System.nanoTime();
            System.out.println("model seed " + seed);
            run(seed);
        }
    }

    private void run(long seed) {
        random = new Random(seed);
        model.clear();
        claims.clear();
        sessions.clear();
        sessions.add(store.join());
        sessions.add(store.join());
        try {
            for (int step = 0; step < STEPS; step++) {
                step("seed " + seed + " step " + step);
            }
            model.forEach((id, expected) -> compare("seed " + seed, id, expected));
        } finally {
            sessions.forEach(WorkerSession::close);
        }
        model.keySet().forEach(id -> store.cancel(id, "end"));
        store.discard(new DeadQuery("model", null, null, 1_000), "end");
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Expected expected(UUID id) {
        return Objects.requireNonNull(model.get(id));
    }

    private UUID anyJob() {
        return any(List.copyOf(model.keySet()));
    }

    private void step(String where) {
        int kind = random.nextInt(100);
        if (model.isEmpty() || kind < 25) {
            accept();
        } else if (kind < 50) {
            claim(any(sessions));
        } else if (kind < 75 && !claims.isEmpty()) {
            end(any(List.copyOf(claims.keySet())), where);
        } else if (kind < 80) {
            cancel(anyJob(), where);
        } else if (kind < 85) {
            redrive(anyJob(), where);
        } else if (kind < 88) {
            discard(anyJob(), where);
        } else if (kind < 91) {
            leave(random.nextInt(sessions.size()));
        } else if (kind < 93) {
            redriveAll();
        } else {
            advance(Duration.ofSeconds(12));
            beat(any(sessions));
            sessions.forEach(this::beat);
            worker.beat();
        }
        UUID id = anyJob();
        compare(where, id, expected(id));
    }

    private void accept() {
        int maxAttempts = 1 + random.nextInt(3);
        JobRequest request =
                JobRequest.of("model", "{}")
                        .withMaxAttempts(maxAttempts)
                        .withPriority(random.nextInt(2));
        Instant due = Instant.EPOCH;
        if (random.nextInt(4) == 0) {
            due = sessions.getFirst().beat().now().plusSeconds(10);
            beatDone(sessions.getFirst());
            request = request.withRunAt(due);
        }
        List<UUID> after = new ArrayList<>();
        boolean any = random.nextBoolean();
        if (!model.isEmpty() && random.nextInt(3) == 0) {
            after.add(anyJob());
            after.add(anyJob());
            request = any ? request.withAfterAny(after) : request.withAfter(after);
        }
        UUID id = accept(request);
        Set<UUID> open = new LinkedHashSet<>();
        boolean late = false;
        for (UUID parent : after) {
            Expected other = expected(parent);
            if (!other.state.isOver()) {
                open.add(parent);
            } else {
                late |= !any && other.state != JobState.SUCCEEDED;
            }
        }
        boolean later = !due.equals(Instant.EPOCH) || !open.isEmpty() || late;
        Expected expected =
                new Expected(later ? JobState.SCHEDULED : JobState.ENQUEUED, maxAttempts, due);
        expected.any = any;
        model.put(id, expected);
        if (late) {
            expected.move(JobState.CANCELLED, Cause.DEPENDENCY, "caller");
        } else {
            expected.waitsFor.addAll(open);
            open.forEach(parent -> expected(parent).waitedForBy.add(id));
        }
    }

    private void claim(WorkerSession session) {
        List<Quota> quotas =
                beat(session).lanes().stream().map(lane -> new Quota(lane, 2)).toList();
        for (Claim claim : session.claim(quotas)) {
            Expected expected = expected(claim.id());
            assertThat(expected.state).isEqualTo(JobState.ENQUEUED);
            assertThat(claim.attempt()).isEqualTo(expected.attempts + 1);
            assertThat(claim.failures()).isEqualTo(expected.failures);
            expected.move(JobState.RUNNING, Cause.CLAIMED, session.worker());
            claims.put(claim, session);
        }
    }

    private void end(Claim claim, String where) {
        WorkerSession session = Objects.requireNonNull(claims.get(claim));
        Expected job = expected(claim.id());
        boolean accepted = job.state == JobState.RUNNING && job.attempts == claim.attempt() - 1;
        int kind = random.nextInt(8);
        Result result =
                switch (kind) {
                    case 0 -> new Result.HandedBack();
                    case 1 -> new Result.Parked(Duration.ofSeconds(10));
                    case 2 -> new Result.Expired();
                    case 3 -> new Result.Failed("e", true, Duration.ofSeconds(10));
                    case 4 -> new Result.Failed("e", false, null);
                    default -> new Result.Succeeded();
                };
        Instant before = session.beat().now();
        beatDone(session);
        assertThat(end(session, claim, result)).as(where).isEqualTo(accepted);
        if (random.nextInt(4) > 0) {
            claims.remove(claim);
        }
        if (!accepted) {
            return;
        }
        job.attempts++;
        job.due = before.plusSeconds(10);
        String node = session.worker();
        switch (result) {
            case Result.HandedBack handedBack ->
                    job.move(JobState.ENQUEUED, Cause.HANDED_BACK, node);
            case Result.Parked parked -> job.move(JobState.SCHEDULED, Cause.PARKED, node);
            case Result.Expired expired -> over(job, JobState.DEAD, Cause.EXPIRED, node);
            case Result.Succeeded succeeded -> over(job, JobState.SUCCEEDED, Cause.SUCCEEDED, node);
            case Result.Failed failed -> {
                job.failures++;
                Cause cause = failed.timedOut() ? Cause.TIMED_OUT : Cause.FAILED;
                if (failed.retryIn() != null && job.failures < job.maxAttempts) {
                    job.move(JobState.SCHEDULED, cause, node);
                } else {
                    over(job, JobState.DEAD, cause, node);
                }
            }
        }
    }

    private void over(Expected job, JobState to, Cause cause, String node) {
        job.move(to, cause, node);
        Set<UUID> children = new LinkedHashSet<>(job.waitedForBy);
        job.waitedForBy.clear();
        UUID id =
                model.entrySet().stream()
                        .filter(entry -> entry.getValue() == job)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        Instant now = sessions.getFirst().beat().now();
        beatDone(sessions.getFirst());
        for (UUID name : children) {
            Expected child = expected(name);
            child.waitsFor.remove(id);
            if (child.state != JobState.SCHEDULED) {
                continue;
            }
            if (to != JobState.SUCCEEDED && !child.any) {
                child.waitsFor.clear();
                over(child, JobState.CANCELLED, Cause.DEPENDENCY, node);
            } else if (child.waitsFor.isEmpty()) {
                boolean wasDueThen = store.audit(name).getLast().cause() == Cause.DEPENDENCY;
                if (!child.due.isAfter(now) && wasDueThen) {
                    child.move(JobState.ENQUEUED, Cause.DEPENDENCY, node);
                }
            }
        }
    }

    private void cancel(UUID id, String where) {
        Expected job = expected(id);
        boolean accepted = !job.state.isOver();
        assertThat(store.cancel(id, "operator")).as(where).isEqualTo(accepted);
        if (accepted) {
            job.attempts += job.state == JobState.RUNNING ? 1 : 0;
            job.waitsFor.clear();
            over(job, JobState.CANCELLED, Cause.CANCELLED, "operator");
        }
    }

    private void redrive(UUID id, String where) {
        Expected job = expected(id);
        boolean accepted = job.state == JobState.DEAD;
        assertThat(store.redrive(id, "operator")).as(where).isEqualTo(accepted);
        if (accepted) {
            job.failures = 0;
            job.move(JobState.ENQUEUED, Cause.REDRIVEN, "operator");
        }
    }

    private void redriveAll() {
        int dead = 0;
        for (Expected job : model.values()) {
            if (job.state == JobState.DEAD) {
                dead++;
                job.failures = 0;
                job.move(JobState.ENQUEUED, Cause.REDRIVEN, "operator");
            }
        }
        DeadQuery all = new DeadQuery("model", null, null, 1_000);
        assertThat(store.redrive(all, Duration.ZERO, "operator")).isEqualTo(dead);
    }

    private void discard(UUID id, String where) {
        Expected job = expected(id);
        boolean accepted = job.state == JobState.DEAD;
        assertThat(store.discard(id, "operator")).as(where).isEqualTo(accepted);
        if (accepted) {
            job.move(JobState.CANCELLED, Cause.CANCELLED, "operator");
        }
    }

    private void leave(int which) {
        WorkerSession leaving = sessions.get(which);
        leaving.close();
        for (Expected job : model.values()) {
            if (job.state == JobState.RUNNING
                    && job.audit.getLast().node.equals(leaving.worker())) {
                job.attempts++;
                job.move(JobState.ENQUEUED, Cause.HANDED_BACK, leaving.worker());
            }
        }
        claims.values().removeIf(leaving::equals);
        sessions.set(which, store.join());
    }

    private Beat beat(WorkerSession session) {
        Beat beat = session.beat();
        beatDone(session);
        return beat;
    }

    /** Which jobs a beat made due is taken from the store: it depends on milliseconds. */
    private void beatDone(WorkerSession session) {
        for (Map.Entry<UUID, Expected> each : model.entrySet()) {
            Expected job = each.getValue();
            if (job.state == JobState.SCHEDULED && job.waitsFor.isEmpty()) {
                Job now = store.find(each.getKey()).orElseThrow();
                if (now.state() == JobState.ENQUEUED) {
                    assertThat(now.changedAt()).isAfterOrEqualTo(job.due);
                    job.move(JobState.ENQUEUED, Cause.DUE, session.worker());
                }
            }
        }
    }

    private void compare(String where, UUID id, Expected expected) {
        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).as(where).isEqualTo(expected.state);
        assertThat(job.failures()).as(where).isEqualTo(expected.failures);
        assertThat(job.attempts())
                .as(where)
                .isEqualTo(expected.attempts + (expected.state == JobState.RUNNING ? 1 : 0));
        List<Transition> audit = store.audit(id);
        assertThat(audit)
                .as(where)
                .extracting(change -> new Line(change.to(), change.cause(), change.node()))
                .isEqualTo(expected.audit);
        JobState from = null;
        Instant at = Instant.EPOCH;
        int version = 1;
        for (Transition change : audit) {
            assertThat(change.from()).as(where).isEqualTo(from);
            assertThat(change.version()).as(where).isEqualTo(version++);
            assertThat(change.at().plusMillis(5)).as(where).isAfterOrEqualTo(at);
            from = change.to();
            at = change.at();
        }
    }
}
