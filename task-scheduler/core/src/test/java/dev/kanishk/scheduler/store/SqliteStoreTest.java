package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.Attempt;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final StoreOptions OPTIONS = new StoreOptions(100, 3, Duration.ofDays(1));

    @TempDir Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private SqliteStore store;
    private WorkerSession worker;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("jobs.db"), OPTIONS, now::get);
        worker = store.join();
    }

    @AfterEach
    void close() {
        worker.close();
        store.close();
    }

    @Test
    void keepsWhatWasAskedFor() {
        JobRequest request =
                JobRequest.of("mail", "{\"to\":\"é\"}")
                        .withIdempotencyKey("k")
                        .withPriority(7)
                        .withMaxAttempts(2)
                        .withTimeout(Duration.ofMillis(1_500))
                        .withRunAt(START);

        Job job = store.find(enqueue(request).id()).orElseThrow();

        assertThat(job.request()).isEqualTo(request);
        assertThat(job.state()).isEqualTo(JobState.ENQUEUED);
        assertThat(job.acceptedAt()).isEqualTo(START);
        assertThat(job.attempts()).isZero();
    }

    @Test
    void makesOneJobOfTwoRequestsWithOneKey() {
        Receipt first = enqueue(JobRequest.of("mail", "1").withIdempotencyKey("k"));

        Receipt second = enqueue(JobRequest.of("mail", "2").withIdempotencyKey("k"));
        Receipt otherType = enqueue(JobRequest.of("sms", "3").withIdempotencyKey("k"));

        assertThat(second).isEqualTo(new Receipt(first.id(), JobState.ENQUEUED, false));
        assertThat(otherType.created()).isTrue();
        assertThat(store.list(new JobQuery(null, null, null, 10))).hasSize(2);
    }

    @Test
    void makesOneJobOfAKeyThatIsTwiceInOneCall() {
        JobRequest request = JobRequest.of("mail", "1").withIdempotencyKey("k");

        List<Receipt> receipts = store.enqueue(List.of(request, request), "test");

        assertThat(receipts.get(0).created()).isTrue();
        assertThat(receipts.get(1).created()).isFalse();
        assertThat(receipts.get(1).id()).isEqualTo(receipts.get(0).id());
    }

    @Test
    void claimsByPriorityAndThenByAge() {
        UUID old = enqueue(JobRequest.of("mail", "")).id();
        UUID young = enqueue(JobRequest.of("mail", "")).id();
        UUID urgent = enqueue(JobRequest.of("mail", "").withPriority(9)).id();

        assertThat(claim("mail", 3)).extracting(Claim::id).containsExactly(urgent, old, young);
    }

    @Test
    void claimsNoMoreThanAskedFor() {
        for (int i = 0; i < 4; i++) {
            enqueue(JobRequest.of("mail", ""));
            enqueue(JobRequest.of("sms", ""));
        }
        LinkedHashMap<String, Integer> limits = new LinkedHashMap<>(Map.of("mail", 3));
        limits.put("sms", 4);

        List<Claim> claims = worker.claim(limits, 5);

        assertThat(claims)
                .extracting(claim -> claim.request().type())
                .containsExactly("mail", "mail", "mail", "sms", "sms");
    }

    @Test
    void keepsALaterJobUntilItIsDue() {
        UUID id = enqueue(JobRequest.of("mail", "").withRunAt(START.plusSeconds(10))).id();
        assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
        assertThat(claim("mail", 1)).isEmpty();
        assertThat(worker.hasDue()).isFalse();

        now.set(START.plusSeconds(10));

        assertThat(worker.hasDue()).isTrue();
        assertThat(claim("mail", 1)).extracting(Claim::id).containsExactly(id);
        assertThat(store.audit(id))
                .extracting(Transition::cause)
                .containsExactly(Cause.ACCEPTED, Cause.DUE, Cause.CLAIMED);
    }

    @Test
    void triesAgainUntilTheAttemptsAreUsedUp() {
        UUID id = enqueue(JobRequest.of("mail", "").withMaxAttempts(2)).id();

        worker.finish(claim("mail", 1).getFirst(), failed(Duration.ofSeconds(5)));
        assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
        now.set(START.plusSeconds(5));
        worker.finish(claim("mail", 1).getFirst(), failed(Duration.ofSeconds(5)));

        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.DEAD);
        assertThat(job.failures()).isEqualTo(2);
        assertThat(job.error()).isEqualTo("broken");
        assertThat(Attempt.of(store.audit(id)))
                .containsExactly(
                        new Attempt(1, worker.worker(), START, START, Cause.FAILED, "broken"),
                        new Attempt(
                                2,
                                worker.worker(),
                                START.plusSeconds(5),
                                START.plusSeconds(5),
                                Cause.FAILED,
                                "broken"));
    }

    @Test
    void isDeadAtOnceIfAnotherAttemptIsOfNoUse() {
        UUID id = enqueue(JobRequest.of("mail", "")).id();

        worker.finish(claim("mail", 1).getFirst(), failed(null));

        assertThat(state(id)).isEqualTo(JobState.DEAD);
    }

    @Test
    void countsNoFailureWhenAJobIsHandedBack() {
        UUID id = enqueue(JobRequest.of("mail", "")).id();

        worker.finish(claim("mail", 1).getFirst(), new Result.HandedBack());

        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.ENQUEUED);
        assertThat(job.failures()).isZero();
        assertThat(claim("mail", 1).getFirst().attempt()).isEqualTo(2);
    }

    @Test
    void refusesTheResultOfAnAttemptThatIsOver() {
        UUID id = enqueue(JobRequest.of("mail", "")).id();
        Claim first = claim("mail", 1).getFirst();
        worker.finish(first, new Result.HandedBack());
        Claim second = claim("mail", 1).getFirst();

        assertThat(worker.finish(first, new Result.Succeeded())).isFalse();

        assertThat(state(id)).isEqualTo(JobState.RUNNING);
        assertThat(worker.finish(second, new Result.Succeeded())).isTrue();
        assertThat(worker.finish(second, new Result.Succeeded())).isFalse();
    }

    @Test
    void refusesTheResultOfACancelledJob() {
        UUID id = enqueue(JobRequest.of("mail", "")).id();
        Claim claim = claim("mail", 1).getFirst();

        assertThat(store.cancel(id, "test")).isTrue();

        assertThat(worker.finish(claim, new Result.Succeeded())).isFalse();
        assertThat(state(id)).isEqualTo(JobState.CANCELLED);
        assertThat(store.cancel(id, "test")).isFalse();
    }

    @Test
    void givesTheJobsOfAWorkerThatLeavesToOthers() {
        UUID id = enqueue(JobRequest.of("mail", "")).id();
        WorkerSession other = store.join();
        other.claim(new LinkedHashMap<>(Map.of("mail", 1)), 1);
        assertThat(worker.recover()).isZero();

        other.close();

        assertThat(claim("mail", 1)).extracting(Claim::id).containsExactly(id);
    }

    @Test
    void redrivesOneAndAllOfAType() {
        List<UUID> ids = IntStream.range(0, 5).mapToObj(i -> dead("mail")).toList();
        UUID other = dead("sms");

        assertThat(store.redrive(ids.get(4), "test")).isTrue();
        assertThat(store.redrive(ids.get(4), "test")).isFalse();
        assertThat(store.redrive("mail", 3, "test")).isEqualTo(3);

        assertThat(ids.stream().map(this::state))
                .containsExactly(
                        JobState.ENQUEUED,
                        JobState.ENQUEUED,
                        JobState.ENQUEUED,
                        JobState.DEAD,
                        JobState.ENQUEUED);
        assertThat(state(other)).isEqualTo(JobState.DEAD);
        assertThat(store.find(ids.getFirst()).orElseThrow().failures()).isZero();
    }

    @Test
    void discardsDeadJobsOnly() {
        UUID id = dead("mail");
        UUID waiting = enqueue(JobRequest.of("mail", "")).id();

        assertThat(store.discard(id, "test")).isTrue();

        assertThat(store.discard(waiting, "test")).isFalse();
        assertThat(state(id)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void givesNothingOfAPausedType() {
        enqueue(JobRequest.of("mail", ""));

        assertThat(store.pause("mail", true)).isTrue();
        assertThat(claim("mail", 1)).isEmpty();
        store.pause("mail", false);

        assertThat(claim("mail", 1)).hasSize(1);
        assertThat(store.pause("unknown", true)).isFalse();
    }

    @Test
    void refusesAWholeCallThatWouldExceedTheBacklog() {
        List<JobRequest> half =
                IntStream.range(0, 60).mapToObj(i -> JobRequest.of("a", "")).toList();
        store.enqueue(half, "test");

        assertThatThrownBy(() -> store.enqueue(half, "test"))
                .isInstanceOf(BacklogFullException.class)
                .hasMessageContaining("60 jobs wait and at most 100");

        assertThat(store.types().getFirst().count(JobState.ENQUEUED)).isEqualTo(60);
    }

    @Test
    void refusesMoreTypesThanItMayHave() {
        List.of("a", "b", "c").forEach(type -> enqueue(JobRequest.of(type, "")));

        assertThatThrownBy(() -> enqueue(JobRequest.of("d", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type 'd' is new");
    }

    @Test
    void removesWhatIsOverForLongerThanItIsKept() {
        UUID done = enqueue(JobRequest.of("mail", "")).id();
        worker.finish(claim("mail", 1).getFirst(), new Result.Succeeded());
        UUID dead = dead("mail");
        UUID waiting = enqueue(JobRequest.of("mail", "")).id();
        now.set(START.plus(Duration.ofDays(2)));

        assertThat(worker.removeExpired()).isEqualTo(1);

        assertThat(store.find(done)).isEmpty();
        assertThat(store.audit(done)).isEmpty();
        assertThat(store.find(dead)).isPresent();
        assertThat(store.find(waiting)).isPresent();
        now.set(START.plus(Duration.ofDays(5)));
        assertThat(worker.removeExpired()).isEqualTo(1);
        assertThat(store.types().getFirst().count(JobState.DEAD)).isZero();
    }

    @Test
    void listsByTypeAndStateFromACursor() {
        List<UUID> ids =
                IntStream.range(0, 5).mapToObj(i -> enqueue(JobRequest.of("a", "")).id()).toList();
        enqueue(JobRequest.of("b", ""));

        List<Job> first = store.list(new JobQuery("a", JobState.ENQUEUED, null, 3));
        List<Job> rest = store.list(new JobQuery("a", null, first.getLast().id(), 3));

        assertThat(first).extracting(Job::id).isEqualTo(ids.subList(0, 3));
        assertThat(rest).extracting(Job::id).isEqualTo(ids.subList(3, 5));
        assertThatThrownBy(() -> store.list(new JobQuery(null, null, new UUID(1, 2), 3)))
                .hasMessageContaining("begin a new list");
    }

    @Test
    void isThereAgainAfterItWasClosed() {
        UUID id = enqueue(JobRequest.of("mail", "x")).id();
        worker.close();
        store.close();

        open();

        assertThat(store.find(id).orElseThrow().request().payload()).isEqualTo("x");
    }

    @Test
    void saysSoWhenItIsClosed() {
        store.close();

        assertThatThrownBy(() -> enqueue(JobRequest.of("mail", "")))
                .isInstanceOf(StoreException.class)
                .hasMessage("the store is closed");
        open();
    }

    @Test
    void refusesAFileThatIsNoStore() throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "this is no database\n".repeat(99));

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot open store '" + file + "'");
    }

    private Receipt enqueue(JobRequest request) {
        return store.enqueue(List.of(request), "test").getFirst();
    }

    private List<Claim> claim(String type, int limit) {
        return worker.claim(new LinkedHashMap<>(Map.of(type, limit)), limit);
    }

    private UUID dead(String type) {
        UUID id = enqueue(JobRequest.of(type, "").withPriority(9)).id();
        worker.finish(claim(type, 1).getFirst(), failed(null));
        return id;
    }

    private JobState state(UUID id) {
        return store.find(id).orElseThrow().state();
    }

    private static Result failed(@Nullable Duration retryIn) {
        return new Result.Failed("broken", false, retryIn);
    }
}
