package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What may happen to jobs, in any order, against a model that keeps them in a map. */
class JobLifecycleModelTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** What is done. */
    enum Kind {
        ACCEPT,
        CLAIM,
        SUCCEED,
        FAIL,
        FAIL_FOR_GOOD,
        HAND_BACK,
        CANCEL,
        REDRIVE,
        DISCARD,
        PAUSE,
        RESUME,
        WAIT
    }

    /** One thing done, to one of the jobs or claims so far. */
    record Step(Kind kind, int which, int number) {}

    private static final class Expected {
        private final int maxAttempts;
        private JobState state = JobState.ENQUEUED;
        private Instant due;
        private int failures;
        private int attempts;

        Expected(int maxAttempts, Instant due) {
            this.maxAttempts = maxAttempts;
            this.due = due;
        }

        boolean waits() {
            return state == JobState.ENQUEUED;
        }

        /** A job that has come due is told apart only when workers look for jobs. */
        boolean allows(JobState shown, Instant now) {
            if (shown == JobState.SCHEDULED) {
                return waits();
            }
            return shown == state && !(waits() && due.isAfter(now));
        }
    }

    private final Map<UUID, Expected> model = new LinkedHashMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private volatile Instant now = START;
    private boolean paused;

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 150)
    void everyJobIsWhereTheModelSaysAndItsAuditLeadsThere(@ForAll("steps") List<Step> steps)
            throws IOException {
        model.clear();
        claims.clear();
        now = START;
        paused = false;
        Path folder = Files.createTempDirectory("lifecycle");
        try (SqliteStore store =
                        SqliteStore.open(
                                folder.resolve("jobs.db"), StoreOptions.DEFAULTS, () -> now);
                WorkerSession worker = store.join()) {
            for (Step step : steps) {
                perform(step, store, worker);
                for (Map.Entry<UUID, Expected> each : model.entrySet()) {
                    compare(store, each.getKey(), each.getValue());
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void compare(SqliteStore store, UUID id, Expected expected) {
        Job job = store.find(id).orElseThrow();
        assertThat(job.state())
                .as("expected %s, due %s", expected.state, expected.due)
                .matches(state -> expected.allows(state, now));
        assertThat(job.failures()).isEqualTo(expected.failures);
        assertThat(job.attempts()).isEqualTo(expected.attempts);
        assertThat(job.failures()).isLessThanOrEqualTo(expected.maxAttempts);
        List<Transition> audit = store.audit(id);
        assertThat(audit.getFirst().from()).isNull();
        for (int i = 1; i < audit.size(); i++) {
            assertThat(audit.get(i).from()).isEqualTo(audit.get(i - 1).to());
            assertThat(audit.get(i).version()).isEqualTo(i + 1);
        }
        JobState last = audit.getLast().to();
        assertThat(last == JobState.SCHEDULED ? JobState.ENQUEUED : last).isEqualTo(expected.state);
    }

    private void perform(Step step, SqliteStore store, WorkerSession worker) {
        switch (step.kind()) {
            case ACCEPT -> accept(step, store);
            case CLAIM -> claim(worker);
            case SUCCEED -> finish(step, worker, new Result.Succeeded());
            case FAIL -> finish(step, worker, new Result.Failed("no", false, RETRY));
            case FAIL_FOR_GOOD -> finish(step, worker, new Result.Failed("no", false, null));
            case HAND_BACK -> finish(step, worker, new Result.HandedBack());
            case WAIT -> now = now.plusSeconds(step.number());
            case PAUSE, RESUME -> {
                boolean pauses = step.kind() == Kind.PAUSE;
                boolean known = store.pause("work", pauses);
                assertThat(known).isEqualTo(!model.isEmpty());
                paused = known && pauses;
            }
            case CANCEL, REDRIVE, DISCARD -> change(step, store);
        }
    }

    private void accept(Step step, SqliteStore store) {
        Instant due = now.plusSeconds(step.number());
        int attempts = 1 + step.which() % 3;
        JobRequest request = JobRequest.of("work", "").withMaxAttempts(attempts).withRunAt(due);
        model.put(
                store.enqueue(List.of(request), "test").getFirst().id(),
                new Expected(attempts, due));
    }

    private void claim(WorkerSession worker) {
        List<Claim> taken = worker.claim(new LinkedHashMap<>(Map.of("work", 100)), 100);
        List<UUID> expected =
                model.entrySet().stream()
                        .filter(job -> !paused && job.getValue().waits())
                        .filter(job -> !job.getValue().due.isAfter(now))
                        .map(Map.Entry::getKey)
                        .toList();
        assertThat(taken).extracting(Claim::id).containsExactlyInAnyOrderElementsOf(expected);
        for (Claim claim : taken) {
            Expected job = expected(claim.id());
            job.state = JobState.RUNNING;
            job.attempts++;
        }
        claims.addAll(taken);
    }

    private Expected expected(UUID id) {
        return Objects.requireNonNull(model.get(id), () -> "no such job: " + id);
    }

    private void finish(Step step, WorkerSession worker, Result result) {
        if (claims.isEmpty()) {
            return;
        }
        Claim claim = claims.get(step.which() % claims.size());
        Expected job = expected(claim.id());
        boolean holds = job.state == JobState.RUNNING && job.attempts == claim.attempt();
        assertThat(worker.finish(claim, result)).isEqualTo(holds);
        if (!holds) {
            return;
        }
        switch (result) {
            case Result.Succeeded done -> job.state = JobState.SUCCEEDED;
            case Result.HandedBack back -> job.state = JobState.ENQUEUED;
            case Result.Failed failed -> {
                job.failures++;
                boolean again = failed.retryIn() != null && job.failures < job.maxAttempts;
                job.state = again ? JobState.ENQUEUED : JobState.DEAD;
                job.due = again ? now.plus(RETRY) : job.due;
            }
        }
    }

    private void change(Step step, SqliteStore store) {
        if (model.isEmpty()) {
            return;
        }
        UUID id = List.copyOf(model.keySet()).get(step.which() % model.size());
        Expected job = expected(id);
        switch (step.kind()) {
            case CANCEL -> {
                assertThat(store.cancel(id, "test")).isEqualTo(!job.state.isOver());
                job.state = job.state.isOver() ? job.state : JobState.CANCELLED;
            }
            case REDRIVE -> {
                boolean dead = job.state == JobState.DEAD;
                assertThat(store.redrive(id, "test")).isEqualTo(dead);
                if (dead) {
                    job.state = JobState.ENQUEUED;
                    job.failures = 0;
                    job.due = now;
                }
            }
            default -> {
                boolean dead = job.state == JobState.DEAD;
                assertThat(store.discard(id, "test")).isEqualTo(dead);
                job.state = dead ? JobState.CANCELLED : job.state;
            }
        }
    }
}
