package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.Attempt;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWorkerIT {
    private static final int JOBS = 3_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir Path folder;
    private Path file;
    private SqliteStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("jobs.db");
        store = SqliteStore.open(file);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void losesNoJobAndRepeatsOnlyWhatTheKilledWorkerRan() throws Exception {
        List<JobRequest> requests =
                IntStream.range(0, JOBS).mapToObj(i -> JobRequest.of("work", "" + i)).toList();
        List<UUID> ids = store.enqueue(requests, "test").stream().map(Receipt::id).toList();
        Path firstLog = folder.resolve("first");
        Path secondLog = folder.resolve("second");
        Process first = WorkerProcess.start(file.toString(), firstLog, JOBS / 10);
        try {
            await().atMost(PATIENCE).until(() -> linesIn(firstLog).contains("worker hangs"));
            Process second = WorkerProcess.start(file.toString(), secondLog, JOBS);
            try {
                await().atMost(PATIENCE).until(() -> !jobsIn(secondLog).isEmpty());
                first.destroyForcibly().waitFor();
                await().atMost(PATIENCE).until(() -> count(JobState.SUCCEEDED) == JOBS);
            } finally {
                second.destroyForcibly().waitFor();
            }
        } finally {
            first.destroyForcibly().waitFor();
        }

        Set<String> effects = new HashSet<>(jobsIn(firstLog));
        effects.addAll(jobsIn(secondLog));
        assertThat(effects).containsAll(ids.stream().map(UUID::toString).toList());
        Set<UUID> interrupted = new HashSet<>();
        for (UUID id : ids) {
            List<Transition> audit = store.audit(id);
            assertThat(audit).filteredOn(c -> c.to() == JobState.SUCCEEDED).hasSize(1);
            if (Attempt.of(audit).size() > 1) {
                assertThat(Attempt.of(audit).getFirst().outcome()).isEqualTo(Cause.WORKER_DIED);
                interrupted.add(id);
            }
        }
        int repeated = jobsIn(firstLog).size() + jobsIn(secondLog).size() - JOBS;
        // What it had taken and not begun goes again too, but is no repetition.
        assertThat(interrupted).isNotEmpty();
        assertThat(repeated).isBetween(0, TaskScheduler.DEFAULT_SLOTS);
    }

    @Test
    void takesAJobThatEndedThreeWorkersOutOfTheWay() throws Exception {
        UUID id = store.enqueue(List.of(JobRequest.of("poison", "")), "test").getFirst().id();
        for (int i = 0; i < 3; i++) {
            Process worker = WorkerProcess.start(file.toString(), folder.resolve("log" + i), JOBS);
            try {
                assertThat(worker.waitFor(PATIENCE)).isTrue();
            } finally {
                worker.destroyForcibly().waitFor();
            }
        }
        try (TaskScheduler scheduler = TaskScheduler.on(store).start()) {
            await().atMost(PATIENCE)
                    .until(() -> store.find(id).orElseThrow().state() == JobState.DEAD);
            assertThat(scheduler.statistics().recovered()).isEqualTo(1);
        }

        Job job = store.list(new JobQuery("poison", JobState.DEAD, null, 10)).getFirst();
        assertThat(job.crashes()).isEqualTo(3);
        assertThat(job.failures()).isZero();
        assertThat(job.error()).contains("ended while it had the job");
    }

    private long count(JobState state) {
        return store.types().getFirst().count(state);
    }

    private static List<String> jobsIn(Path log) throws IOException {
        return linesIn(log).stream().filter(line -> !line.startsWith("worker")).toList();
    }

    private static List<String> linesIn(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}
