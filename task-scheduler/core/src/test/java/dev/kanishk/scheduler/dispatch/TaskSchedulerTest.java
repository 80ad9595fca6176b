package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.testing.MemoryStore;
import dev.kanishk.scheduler.testing.StoreFaults;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskSchedulerTest {
    private static final TypePolicy AT_ONCE =
            TypePolicy.DEFAULT
                    .withRetry(new RetryPolicy(Duration.ZERO, 1, Duration.ZERO))
                    .withBreaker(new BreakerPolicy(1_000, 1_000, Duration.ofSeconds(1)));

    /** A payload. */
    record Mail(String to) {}

    private final JobStore store = new MemoryStore(InstantSource.system());

    @Test
    void runsAFirstJobInFiveLines() {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .handle("mail", Mail.class, (mail, job) -> sent.add(mail.to()))
                        .start()) {
            Receipt receipt = scheduler.enqueue("mail", new Mail("ada@example.org"));
            awaitState(receipt.id(), JobState.SUCCEEDED);
        }
        assertThat(sent).containsExactly("ada@example.org");
    }

    @Test
    void runsEachOfManyJobsOnce() {
        int jobs = 2_000;
        Set<UUID> done = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .handle(
                                "count",
                                job -> {
                                    runs.incrementAndGet();
                                    done.add(job.id());
                                })
                        .start()) {
            scheduler.enqueue(
                    IntStream.range(0, jobs).mapToObj(i -> JobRequest.of("count", "")).toList());
            await().until(() -> count("count", JobState.SUCCEEDED) == jobs);
        }
        assertThat(runs).hasValue(jobs);
        assertThat(done).hasSize(jobs);
    }

    @Test
    void triesAgainAndThenSucceeds() {
        AtomicInteger runs = new AtomicInteger();
        try (TaskScheduler scheduler =
                start(job -> {
                    if (runs.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                })) {
            UUID id = scheduler.enqueue("job", "").id();
            awaitState(id, JobState.SUCCEEDED);
            assertThat(store.find(id).orElseThrow().failures()).isEqualTo(2);
            assertThat(store.audit(id))
                    .filteredOn(change -> change.cause() == Cause.FAILED)
                    .extracting(Transition::error)
                    .allSatisfy(error ->
                            assertThat(error).startsWith("IllegalStateException: not yet\n\tat "));
        }
    }

    @Test
    void givesUpAtOnceWhenAnotherAttemptIsOfNoUse() {
        AtomicInteger runs = new AtomicInteger();
        try (TaskScheduler scheduler =
                start(job -> {
                    runs.incrementAndGet();
                    throw new PermanentFailureException("no such address");
                })) {
            awaitState(scheduler.enqueue("job", "").id(), JobState.DEAD);
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void takesAPayloadThatIsNotReadableForAPermanentFailure() {
        Handler send = Handler.of(Mail.class, (mail, job) -> {});
        try (TaskScheduler scheduler = start(send)) {
            UUID id = scheduler.enqueue(JobRequest.of("job", "{broken")).id();
            awaitState(id, JobState.DEAD);
            assertThat(store.find(id).orElseThrow().error()).contains("the payload is no Mail");
        }
    }

    @Test
    void interruptsAnAttemptWhoseTimeIsOver() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (TaskScheduler scheduler =
                start(job -> {
                    try {
                        new Semaphore(0).acquire();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                })) {
            JobRequest request =
                    JobRequest.of("job", "").withTimeout(Duration.ofMillis(50)).withMaxAttempts(1);
            UUID id = scheduler.enqueue(request).id();
            interrupted.await();
            awaitState(id, JobState.DEAD);
            assertThat(store.audit(id).getLast().cause()).isEqualTo(Cause.TIMED_OUT);
        }
    }

    @Test
    void interruptsAJobThatIsCancelled() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (TaskScheduler scheduler =
                start(job -> {
                    running.countDown();
                    try {
                        new Semaphore(0).acquire();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                })) {
            UUID id = scheduler.enqueue("job", "").id();
            running.await();
            assertThat(scheduler.cancel(id)).isTrue();
            interrupted.await();
            await().until(() -> scheduler.statistics().refused() == 1);
            assertThat(state(id)).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void parksATypeThatFailsAndLeavesOthersAlone() {
        TypePolicy fragile =
                AT_ONCE.withBreaker(new BreakerPolicy(4, 4, Duration.ofHours(1)))
                        .withConcurrency(1);
        AtomicInteger calls = new AtomicInteger();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .handle(
                                "down",
                                fragile,
                                job -> {
                                    calls.incrementAndGet();
                                    throw new IllegalStateException("503");
                                })
                        .handle("up", job -> {})
                        .start()) {
            scheduler.enqueue(
                    IntStream.range(0, 20).mapToObj(i -> JobRequest.of("down", "")).toList());
            await().until(() -> scheduler.circuits().get("down") == CircuitState.OPEN);
            awaitState(scheduler.enqueue("up", "").id(), JobState.SUCCEEDED);

            assertThat(calls).hasValue(4);
            List<Job> parked = store.list(new JobQuery("down", null, null, 100));
            assertThat(parked.stream().mapToInt(Job::failures).sum()).isEqualTo(4);
            assertThat(scheduler.statistics().circuitsOpened()).isEqualTo(1);
        }
    }

    @Test
    void keepsATypeWithinItsConcurrency() throws InterruptedException {
        Semaphore go = new Semaphore(0);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .handle(
                                "slow",
                                TypePolicy.DEFAULT.withConcurrency(3),
                                job -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    go.acquire();
                                    running.decrementAndGet();
                                })
                        .handle("fast", job -> {})
                        .start()) {
            scheduler.enqueue(
                    IntStream.range(0, 12).mapToObj(i -> JobRequest.of("slow", "")).toList());
            await().until(() -> running.get() == 3);
            awaitState(scheduler.enqueue("fast", "").id(), JobState.SUCCEEDED);
            go.release(12);
            await().until(() -> count("slow", JobState.SUCCEEDED) == 12);
        }
        assertThat(most).hasValue(3);
    }

    @Test
    void finishesWhatRunsWhenItStops() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TaskScheduler scheduler =
                start(job -> {
                    running.countDown();
                    go.await();
                });
        UUID id = scheduler.enqueue("job", "").id();
        running.await();
        Thread releaser = Thread.ofVirtual().start(go::countDown);

        assertThat(scheduler.stop(Duration.ofSeconds(30))).isTrue();

        releaser.join();
        assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void handsBackWhatIsNotDoneInTimeWithoutBurningAnAttempt() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        TaskScheduler scheduler =
                start(job -> {
                    running.countDown();
                    new Semaphore(0).acquire();
                });
        UUID id = scheduler.enqueue("job", "").id();
        running.await();

        assertThat(scheduler.stop(Duration.ofMillis(1))).isFalse();

        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.ENQUEUED);
        assertThat(job.failures()).isZero();
        assertThat(store.audit(id).getLast().cause()).isEqualTo(Cause.HANDED_BACK);
    }

    @Test
    void waitsAsLongAsAnEndpointAsksUpToTheLongestDelay() {
        TypePolicy policy =
                AT_ONCE.withRetry(new RetryPolicy(Duration.ZERO, 1, Duration.ofMinutes(10)));
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .handle(
                                "job",
                                policy,
                                job -> {
                                    throw new RetryLaterException("busy", Duration.ofHours(5));
                                })
                        .start()) {
            UUID id = scheduler.enqueue("job", "").id();
            awaitState(id, JobState.SCHEDULED);
            Job job = store.find(id).orElseThrow();
            assertThat(Duration.between(job.changedAt(), job.request().runAt()))
                    .isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void goesOnAfterAnErrorInACallOfTheStore() {
        MemoryStore memory = new MemoryStore(InstantSource.system());
        Set<String> thrown = ConcurrentHashMap.newKeySet();
        try (TaskScheduler scheduler = TaskScheduler.on(memory).handle("job", job -> {}).start()) {
            memory.setFaults((worker, call) -> {
                if (thrown.add(call)) {
                    throw new OutOfMemoryError("so the test says");
                }
                return StoreFaults.Fate.CARRIED_OUT;
            });
            scheduler.enqueue("job", 1);
            await().until(() -> scheduler.statistics().succeeded() == 1);
            await().until(() -> thrown.containsAll(Set.of("beat", "claim", "finish")));
            UUID next = scheduler.enqueue("job", 2).id();
            await().until(() -> memory.find(next).orElseThrow().state() == JobState.SUCCEEDED);
        }
    }

    @Test
    void givesItsJobsBackWhenItCannotGoOn() {
        RandomGenerator broken =
                () -> {
                    throw new IllegalStateException("so the test says");
                };
        CountDownLatch ended = new CountDownLatch(1);
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .random(broken)
                        .handle("slow", job -> ended.await())
                        .handle(
                                "job",
                                job -> {
                                    throw new IllegalStateException("no");
                                })
                        .start()) {
            UUID running = scheduler.enqueue("slow", 1).id();
            await().until(() -> scheduler.running() == 1);
            scheduler.enqueue("job", 1);
            awaitState(running, JobState.ENQUEUED);
            assertThat(store.find(running).orElseThrow().crashes()).isZero();
            assertThat(scheduler.running()).as("it answers all the same").isPositive();
        }
    }

    @Test
    void answersAListenerAndSurvivesItsErrors() {
        AtomicInteger told = new AtomicInteger();
        try (TaskScheduler scheduler = start(job -> {})) {
            scheduler.listen(end -> {
                told.addAndGet(1 + scheduler.queued());
                throw new AssertionError("so the test says");
            });
            scheduler.enqueue("job", 1);
            await().until(() -> told.get() == 1);
            scheduler.enqueue("job", 2);
            await().until(() -> told.get() == 2);
        }
    }

    @Test
    void runsJobsBesideOnesThatComputeForEverOnThreadsOfThePlatform() {
        AtomicBoolean stopped = new AtomicBoolean();
        int loops = 2 * Runtime.getRuntime().availableProcessors();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .threads(Thread.ofPlatform().daemon().factory())
                        .handle(
                                "loop",
                                job -> {
                                    while (!stopped.get()) {
                                        Thread.onSpinWait();
                                    }
                                })
                        .handle("job", job -> {})
                        .start()) {
            for (int i = 0; i < loops; i++) {
                scheduler.enqueue("loop", 1);
            }
            await().until(() -> scheduler.running() == loops);
            awaitState(scheduler.enqueue("job", 1).id(), JobState.SUCCEEDED);
            stopped.set(true);
        }
    }

    @Test
    void refusesAGraceThatIsNone() {
        try (TaskScheduler scheduler = start(job -> {})) {
            for (Duration grace :
                    List.of(Duration.ofMillis(-1), ChronoUnit.FOREVER.getDuration())) {
                assertThatThrownBy(() -> scheduler.stop(grace))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("grace");
            }
            UUID id = scheduler.enqueue("job", 1).id();
            awaitState(id, JobState.SUCCEEDED);
        }
    }

    private TaskScheduler start(Handler handler) {
        return TaskScheduler.on(store).handle("job", AT_ONCE, handler).start();
    }

    private void awaitState(UUID id, JobState state) {
        await().until(() -> state(id) == state);
    }

    private JobState state(UUID id) {
        return store.find(id).orElseThrow().state();
    }

    private long count(String type, JobState state) {
        return store.types().stream()
                .filter(status -> status.type().equals(type))
                .mapToLong(status -> status.count(state))
                .sum();
    }
}
