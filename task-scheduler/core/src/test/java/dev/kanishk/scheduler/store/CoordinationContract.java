package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What several workers, operators and jobs have to do with each other in any store. */
public abstract class CoordinationContract extends LimitContract {
    /** Lets a worker die without a word, as when its process is killed. */
    protected abstract void kill(WorkerSession session);

    private static final Duration LONG = Duration.ofDays(30);

    @Test
    void givesEachJobToOneWorker() throws Exception {
        List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            requests.add(JobRequest.of("mail", ""));
        }
        store.enqueue(requests, "caller");
        Set<UUID> taken = new HashSet<>();
        int claims = 0;
        try (WorkerSession other = store.join();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<Claim>>> both = new ArrayList<>();
            for (WorkerSession each : List.of(worker, other)) {
                both.add(
                        threads.submit(() -> {
                            List<Claim> all = new ArrayList<>();
                            List<Claim> some = claim(each, 20);
                            while (!some.isEmpty()) {
                                all.addAll(some);
                                some = claim(each, 20);
                            }
                            return all;
                        }));
            }
            for (Future<List<Claim>> each : both) {
                for (Claim claim : each.get()) {
                    claims++;
                    taken.add(claim.id());
                }
            }
        }
        assertThat(claims).isEqualTo(600);
        assertThat(taken).hasSize(600);
    }

    @Test
    void startsNothingOfATypeThatIsPaused() {
        accept("mail");
        Lane lane = worker.beat().lanes().getFirst();
        assertThat(store.pause("mail", true)).isTrue();
        assertThat(store.pause("unknown", true)).isFalse();
        assertThat(worker.claim(List.of(new Quota(lane, 1)))).isEmpty();
        assertThat(worker.beat().pausedTypes()).containsExactly("mail");
        assertThat(store.types().getFirst().paused()).isTrue();
        assertThat(store.pause("mail", false)).isTrue();
        assertThat(worker.claim(List.of(new Quota(lane, 1)))).hasSize(1);
    }

    @Test
    void givesTheJobsOfADeadWorkerToAnother() {
        UUID id = accept("mail");
        WorkerSession dying = store.join();
        Claim lost = claim(dying, 1).getFirst();
        kill(dying);
        awaitRecovery(id);
        Claim again = claimOne();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.crashes()).isEqualTo(1);
        assertThat(again.failures()).isZero();
        assertThat(changes(id).get(2)).isEqualTo("WORKER_DIED>ENQUEUED@worker");
        assertThat(store.audit(id).get(1).node()).isEqualTo(dying.worker());
        assertThat(end(worker, lost, new Result.Succeeded())).isFalse();
        assertThat(end(worker, again, new Result.Succeeded())).isTrue();
    }

    /** Beats until a job does not run any more. */
    private void awaitRecovery(UUID id) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    worker.beat();
                    return state(id) != JobState.RUNNING;
                });
    }

    @Test
    void killsAJobThatKilledThreeWorkersButNoneThatWaitedBesideIt() {
        UUID poison = accept("mail");
        UUID beside = accept("mail");
        for (int i = 0; i < 3; i++) {
            WorkerSession dying = store.join();
            List<Claim> claims = claim(dying, 2);
            dying.started(claims.stream().filter(claim -> claim.id().equals(poison)).toList());
            kill(dying);
            awaitRecovery(poison);
            awaitRecovery(beside);
        }
        assertThat(state(poison)).isEqualTo(JobState.DEAD);
        Job innocent = store.find(beside).orElseThrow();
        assertThat(innocent.state()).isEqualTo(JobState.ENQUEUED);
        assertThat(innocent.crashes()).isEqualTo(1);
        assertThat(changes(poison)).last().isEqualTo("WORKER_DIED>DEAD@worker");
    }

    @Test
    void takesTheJobsOfAWorkerWhoseLeaseHasRunOutAndTellsItWhenItIsBack() {
        UUID id = accept("mail");
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession stopped = node.join()) {
            Claim claim = claim(stopped, 1).getFirst();
            advance(stopped.lease().plusSeconds(1));
            assertThat(worker.beat().recovered()).isEqualTo(1);
            assertThat(state(id)).isEqualTo(JobState.ENQUEUED);
            assertThat(end(stopped, claim, new Result.Succeeded())).isFalse();
            assertThat(stopped.beat().alive()).isFalse();
            assertThat(stopped.beat().alive()).isTrue();
            assertThat(claim(stopped, 1)).hasSize(1);
        }
    }

    @Test
    void keepsTheJobsOfAWorkerThatBeats() {
        accept("mail");
        Claim claim = claimOne();
        try (WorkerSession other = store.join()) {
            for (int i = 0; i < 5; i++) {
                advance(worker.lease().dividedBy(2));
                assertThat(worker.beat().alive()).isTrue();
                assertThat(other.beat().recovered()).isZero();
            }
        }
        assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
    }

    @Test
    void handsBackWhatAWorkerHasThatLeaves() {
        UUID id = accept("mail");
        WorkerSession leaving = store.join();
        assertThat(claim(leaving, 1)).hasSize(1);
        leaving.close();
        Claim again = claimOne();
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.crashes()).isZero();
        assertThatThrownBy(() -> leaving.claim(List.of())).isInstanceOf(StoreException.class);
    }

    @Test
    void releasesAJobWhenTheOnesItWaitsForHaveSucceeded() {
        UUID first = accept("a");
        UUID second = accept("a");
        UUID child = accept(JobRequest.of("b", "").withAfter(List.of(first, second)));
        assertThat(state(child)).isEqualTo(JobState.SCHEDULED);
        List<Claim> claims = claim(worker, 5);
        assertThat(claims).extracting(Claim::id).containsExactly(first, second);
        assertThat(end(worker, claims.get(0), new Result.Succeeded())).isTrue();
        assertThat(claim(worker, 5)).isEmpty();
        assertThat(end(worker, claims.get(1), new Result.Succeeded())).isTrue();
        assertThat(claimOne().id()).isEqualTo(child);
        assertThat(changes(child))
                .containsExactly(
                        "ACCEPTED>SCHEDULED@caller",
                        "DEPENDENCY>ENQUEUED@worker",
                        "CLAIMED>RUNNING@worker");
        assertThat(changes(first)).hasSize(3);
    }

    @Test
    void cancelsWhatWaitsForAJobThatDiesAndWhatWaitsForThat() {
        UUID first = accept("a");
        UUID child = accept(JobRequest.of("b", "").withAfter(List.of(first)));
        UUID grandchild = accept(JobRequest.of("c", "").withAfter(List.of(child)));
        UUID anyway = accept(JobRequest.of("d", "").withAfterAny(List.of(grandchild)));
        assertThat(end(worker, claimOne(), new Result.Failed("no", false, null))).isTrue();
        assertThat(state(child)).isEqualTo(JobState.CANCELLED);
        assertThat(state(grandchild)).isEqualTo(JobState.CANCELLED);
        assertThat(state(anyway)).isEqualTo(JobState.ENQUEUED);
        assertThat(changes(child)).last().isEqualTo("DEPENDENCY>CANCELLED@worker");
    }

    @Test
    void looksAtJobsThatAreOverWhenOneIsToWaitForThem() {
        UUID good = accept("a");
        assertThat(end(worker, claimOne(), new Result.Succeeded())).isTrue();
        UUID bad = accept("a");
        assertThat(end(worker, claimOne(), new Result.Failed("no", false, null))).isTrue();
        UUID after = accept(JobRequest.of("b", "").withAfter(List.of(good)));
        UUID never = accept(JobRequest.of("b", "").withAfter(List.of(good, bad)));
        UUID anyway = accept(JobRequest.of("b", "").withAfterAny(List.of(bad)));
        assertThat(state(after)).isEqualTo(JobState.ENQUEUED);
        assertThat(state(never)).isEqualTo(JobState.CANCELLED);
        assertThat(state(anyway)).isEqualTo(JobState.ENQUEUED);
        assertThatThrownBy(
                        () -> accept(JobRequest.of("b", "").withAfter(List.of(UUID.randomUUID()))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waitsForItsTimeEvenWhenReleased() {
        UUID first = accept("a");
        Instant time = worker.beat().now().plusSeconds(60);
        UUID child = accept(JobRequest.of("b", "").withAfter(List.of(first)).withRunAt(time));
        assertThat(end(worker, claimOne(), new Result.Succeeded())).isTrue();
        assertThat(state(child)).isEqualTo(JobState.SCHEDULED);
        advance(Duration.ofSeconds(61));
        assertThat(claimOne().id()).isEqualTo(child);
    }

    @Test
    void runsTheCallbackOfABatchWhenAllOfItIsOver() {
        List<JobRequest> batch =
                List.of(JobRequest.of("a", "1"), JobRequest.of("a", "2"), JobRequest.of("a", "3"));
        List<Receipt> receipts = store.enqueueBatch(batch, JobRequest.of("done", ""), "caller");
        assertThat(receipts).hasSize(4);
        UUID callback = receipts.getLast().id();
        List<Claim> claims = claim(worker, 10);
        assertThat(claims).hasSize(3);
        assertThat(
                        worker.finish(
                                List.of(
                                        new End(claims.get(0), new Result.Succeeded()),
                                        new End(
                                                claims.get(1),
                                                new Result.Failed("e", false, null)))))
                .containsExactly(true, true);
        assertThat(state(callback)).isEqualTo(JobState.SCHEDULED);
        assertThat(store.cancel(claims.get(2).id(), "operator")).isTrue();
        assertThat(claimOne().id()).isEqualTo(callback);
    }

    @Test
    void redrivesAndDiscardsTheDeadByTypeAndTime() {
        List<UUID> dead = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            dead.add(accept(i == 3 ? "other" : "mail"));
            assertThat(end(worker, claimOne(), new Result.Failed("e", false, null))).isTrue();
            advance(Duration.ofMinutes(1));
        }
        Instant now = worker.beat().now();
        DeadQuery old = new DeadQuery("mail", now.minusSeconds(210), now.minusSeconds(150), 10);
        assertThat(store.redrive(old, Duration.ZERO, "operator")).isEqualTo(1);
        assertThat(state(dead.get(1))).isEqualTo(JobState.ENQUEUED);
        assertThat(store.discard(new DeadQuery("mail", null, null, 1), "operator")).isEqualTo(1);
        assertThat(state(dead.get(0))).isEqualTo(JobState.CANCELLED);
        assertThat(store.redrive(dead.get(3), "operator")).isTrue();
        assertThat(store.redrive(dead.get(3), "operator")).isFalse();
        assertThat(store.discard(dead.get(2), "operator")).isTrue();
        assertThat(store.discard(dead.get(2), "operator")).isFalse();
        assertThat(store.redrive(new DeadQuery(null, null, null, 10), Duration.ZERO, "o")).isZero();
        Job again = store.find(dead.get(1)).orElseThrow();
        assertThat(again.failures()).isZero();
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(changes(dead.get(1))).last().isEqualTo("REDRIVEN>ENQUEUED@operator");
        assertThat(claim(worker, 10)).extracting(Claim::attempt).containsExactly(2, 2);
    }

    @Test
    void spreadsARedriveOverTime() {
        for (int i = 0; i < 4; i++) {
            accept("mail");
            assertThat(end(worker, claimOne(), new Result.Failed("e", false, null))).isTrue();
        }
        DeadQuery all = new DeadQuery(null, null, null, 100);
        assertThat(store.redrive(all, Duration.ofSeconds(400), "operator")).isEqualTo(4);
        assertThat(claim(worker, 10)).hasSize(1);
        advance(Duration.ofSeconds(101));
        assertThat(claim(worker, 10)).hasSize(1);
        advance(Duration.ofSeconds(200));
        assertThat(claim(worker, 10)).hasSize(2);
    }

    @Test
    void refusesASpreadThatIsNone() {
        DeadQuery all = new DeadQuery(null, null, null, 100);
        for (Duration spread : List.of(Duration.ofMillis(-1), Duration.ofDays(366))) {
            assertThatThrownBy(() -> store.redrive(all, spread, "operator"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("spread");
        }
    }

    @Test
    void hasRoomAgainWhenTheEndsOfCancelledJobsWereRefused() {
        worker.limit(List.of(new Limit("mail", 2, null, null, 1)));
        List<UUID> ids = List.of(accept("mail"), accept("mail"));
        accept("mail");
        List<Claim> claims = claim(worker, 10);
        assertThat(claims).hasSize(2);
        ids.forEach(id -> assertThat(store.cancel(id, "operator")).isTrue());
        for (Claim claim : claims) {
            assertThat(end(worker, claim, new Result.HandedBack())).isFalse();
        }
        assertThat(claim(worker, 10)).hasSize(1);
    }

    @Test
    void givesUpWhatHasBeenDueForTooLong() {
        UUID old = accept("mail");
        advance(Duration.ofMinutes(10));
        UUID young = accept("mail");
        assertThat(worker.expire("mail", Duration.ofMinutes(5), 10)).isEqualTo(1);
        assertThat(worker.expire("mail", Duration.ofMinutes(5), 10)).isZero();
        assertThat(state(old)).isEqualTo(JobState.DEAD);
        assertThat(claimOne().id()).isEqualTo(young);
        assertThat(changes(old)).last().isEqualTo("EXPIRED>DEAD@worker");
    }

    @Test
    void changesACircuitOnlyFromWhatTheCallerSaw() {
        Instant until = worker.beat().now().plusSeconds(30);
        Circuit open = new Circuit("type:mail", 1, true, until, 0);
        assertThat(worker.change(open)).isTrue();
        assertThat(worker.change(open)).isFalse();
        try (WorkerSession other = store.join()) {
            assertThat(other.beat().circuits()).hasSize(1);
            assertThat(other.change(new Circuit("type:mail", 2, true, until, 1))).isTrue();
            assertThat(worker.change(new Circuit("type:mail", 2, false, until, 0))).isFalse();
            assertThat(worker.change(new Circuit("type:mail", 3, false, until, 0))).isTrue();
            assertThat(other.beat().circuits()).isEmpty();
            assertThat(other.change(new Circuit("type:mail", 2, true, until, 0))).isFalse();
            assertThat(other.change(open)).isTrue();
            assertThat(worker.change(open)).isFalse();
            assertThat(worker.beat().circuits()).containsExactly(open);
        }
    }

    @Test
    void makesOneJobATick() {
        Instant next = worker.beat().now().plusSeconds(60);
        Schedule schedule = Schedule.parse("rate PT1M from " + next);
        worker.schedule(
                new Recurring("r", schedule, MissedTicks.RUN_ALL, JobRequest.of("t", "p"), next));
        try (WorkerSession other = store.join()) {
            assertThat(claim(worker, 10)).isEmpty();
            advance(Duration.ofSeconds(61));
            other.beat();
            worker.beat();
            assertThat(store.list(new JobQuery("t", null, null, 10))).hasSize(1);
            advance(Duration.ofMinutes(2));
            worker.beat();
            other.beat();
            assertThat(store.list(new JobQuery("t", null, null, 10))).hasSize(3);
        }
        assertThat(store.recurring()).hasSize(1);
        assertThat(store.recurring().getFirst().next()).isEqualTo(next.plusSeconds(180));
        assertThat(claim(worker, 10)).hasSize(3);
        assertThat(worker.unschedule("r")).isTrue();
        assertThat(worker.unschedule("r")).isFalse();
        advance(Duration.ofMinutes(2));
        worker.beat();
        assertThat(store.list(new JobQuery("t", null, null, 10))).hasSize(3);
    }

    @Test
    void keepsTheNextTickWhenARecurringJobIsSetAgain() {
        Instant next = worker.beat().now().plusSeconds(60);
        Schedule rate = Schedule.parse("rate PT1M from " + next);
        JobRequest job = JobRequest.of("t", "p").withTags(List.of("x"));
        worker.schedule(new Recurring("r", rate, MissedTicks.SKIP, job, next));
        Instant other = next.plusSeconds(600);
        worker.schedule(new Recurring("r", rate, MissedTicks.RUN_ONCE, job, other));
        assertThat(store.recurring().getFirst())
                .isEqualTo(new Recurring("r", rate, MissedTicks.RUN_ONCE, job, next));
        Schedule hourly = Schedule.parse("rate PT1H from " + next);
        worker.schedule(new Recurring("r", hourly, MissedTicks.SKIP, job, other));
        assertThat(store.recurring().getFirst().next()).isEqualTo(other);
    }

    @Test
    void neverOverlapsTheJobsOfADelay() {
        Instant next = worker.beat().now().plusSeconds(1);
        Recurring delayed =
                new Recurring(
                        "d",
                        Schedule.parse("delay PT1M"),
                        MissedTicks.RUN_ALL,
                        JobRequest.of("t", ""),
                        next);
        worker.schedule(delayed);
        advance(Duration.ofSeconds(2));
        Claim first = claimOne();
        advance(Duration.ofMinutes(10));
        worker.beat();
        assertThat(claim(worker, 10)).isEmpty();
        assertThat(end(worker, first, new Result.Succeeded())).isTrue();
        advance(Duration.ofSeconds(30));
        worker.beat();
        assertThat(claim(worker, 10)).isEmpty();
        advance(Duration.ofSeconds(32));
        worker.beat();
        advance(Duration.ofSeconds(2));
        assertThat(claim(worker, 10)).hasSize(1);
    }

    @Test
    void forgetsWhatIsOverAfterItsTimeButNotWhatIsNot() {
        worker.close();
        store.close();
        store = open(new StoreOptions(1_000, 100, Duration.ofDays(7)));
        worker = store.join();
        JobRequest keyed = JobRequest.of("a", "").withIdempotencyKey("k");
        UUID succeeded = accept(keyed);
        assertThat(end(worker, claimOne(), new Result.Succeeded())).isTrue();
        UUID dead = accept("a");
        assertThat(end(worker, claimOne(), new Result.Failed("e", false, null))).isTrue();
        UUID waiting = accept("b");
        advance(Duration.ofDays(6));
        tidyUp();
        assertThat(store.find(succeeded)).isPresent();
        advance(Duration.ofDays(4));
        tidyUp();
        assertThat(store.find(succeeded)).isEmpty();
        assertThat(store.audit(succeeded)).isEmpty();
        assertThat(store.find(dead)).isPresent();
        assertThat(store.enqueue(List.of(keyed), "caller").getFirst().created()).isTrue();
        advance(LONG);
        tidyUp();
        assertThat(store.find(dead)).isEmpty();
        assertThat(store.find(waiting)).isPresent();
        assertThat(store.types().getFirst().count(JobState.DEAD)).isZero();
        assertThat(store.redrive(new DeadQuery(null, null, null, 9), Duration.ZERO, "o")).isZero();
    }

    /** Has another process look after the store, which begins with that. */
    private void tidyUp() {
        try (JobStore node = open(new StoreOptions(1_000, 100, Duration.ofDays(7)));
                WorkerSession other = node.join()) {
            worker.beat();
            other.beat();
        }
    }

    @Test
    void refusesJobsWhenTooManyWait() {
        worker.close();
        store.close();
        store = open(new StoreOptions(5, 2, Duration.ofDays(7)));
        worker = store.join();
        for (int i = 0; i < 4; i++) {
            accept("a");
        }
        assertThatThrownBy(() ->
                        store.enqueue(
                                List.of(JobRequest.of("a", ""), JobRequest.of("a", "")), "caller"))
                .isInstanceOf(BacklogFullException.class);
        accept("a");
        assertThatThrownBy(() -> accept("a")).isInstanceOf(BacklogFullException.class);
        assertThat(end(worker, claim(worker, 1).getFirst(), new Result.Succeeded())).isTrue();
        accept("b");
        assertThatThrownBy(() -> accept(JobRequest.of("c", "")))
                .isInstanceOfAny(BacklogFullException.class, IllegalArgumentException.class);
    }

    @Test
    void refusesTypesWhenThereAreTooMany() {
        worker.close();
        store.close();
        store = open(new StoreOptions(100, 2, Duration.ofDays(7)));
        worker = store.join();
        accept("a");
        accept("b");
        assertThatThrownBy(() -> accept("c")).isInstanceOf(IllegalArgumentException.class);
        accept("a");
    }

    @Test
    void tellsWorkersOfNewJobsAndCancelledOnes() throws InterruptedException {
        LinkedBlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
        worker.onSignal(heard::add);
        UUID id = accept("mail");
        assertThat(next(heard, Signal.Due.class).lanes()).extracting(Lane::type).contains("mail");
        claimOne();
        assertThat(store.cancel(id, "operator")).isTrue();
        assertThat(next(heard, Signal.Cancelled.class).id()).isEqualTo(id);
        store.pause("mail", true);
        assertThat(next(heard, Signal.Changed.class)).isNotNull();
    }

    /** The next signal of a kind. */
    protected static <T extends Signal> T next(LinkedBlockingQueue<Signal> heard, Class<T> kind)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end) {
            Signal signal = heard.poll(1, TimeUnit.SECONDS);
            if (kind.isInstance(signal)) {
                return kind.cast(signal);
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " was heard");
    }
}
