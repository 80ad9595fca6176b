package dev.kanishk.scheduler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Schedule;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.Beat;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Limit;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.Result;
import dev.kanishk.scheduler.store.Signal;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.StoreOptions;
import dev.kanishk.scheduler.store.WorkerSession;
import dev.kanishk.scheduler.testing.StoreFaults.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final Instant START = Instant.parse("2026-11-30T00:00:00Z");

    private Instant now = START;
    private final MemoryStore store = new MemoryStore(() -> now);
    private final WorkerSession worker = store.join();

    @Test
    void refusesTheEndOfAnAttemptThatWasTakenAway() {
        UUID id = enqueue(JobRequest.of("a", ""));
        Claim first = claimAll(worker).getFirst();
        store.kill(worker.worker());
        WorkerSession second = store.join();
        assertThat(second.beat().recovered()).isOne();
        Claim again = claimAll(second).getFirst();

        assertThatThrownBy(() -> finish(worker, first, new Result.Succeeded()))
                .isInstanceOf(StoreException.class);
        assertThat(finish(second, first, new Result.Succeeded())).isFalse();
        assertThat(finish(second, again, new Result.Succeeded())).isTrue();
        assertThat(finish(second, again, new Result.Succeeded())).isFalse();
        assertThat(state(id)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void tellsAWorkerWhoseLeaseRanOutThatItHasLostItsJobs() {
        enqueue(JobRequest.of("a", ""));
        Claim claim = claimAll(worker).getFirst();
        WorkerSession second = store.join();
        now = now.plus(worker.lease()).plusMillis(1);
        second.beat();
        second.beat();

        Beat beat = worker.beat();

        assertThat(beat.alive()).isFalse();
        assertThat(finish(worker, claim, new Result.Succeeded())).isFalse();
        assertThat(worker.beat().alive()).isTrue();
    }

    @Test
    void takesAJobThatEndedThreeWorkersOutOfTheWayButNotOnesThatWereOnlyHeld() {
        UUID poison = enqueue(JobRequest.of("a", "poison"));
        UUID innocent = enqueue(JobRequest.of("a", "innocent"));
        for (int i = 0; i < 3; i++) {
            WorkerSession dying = store.join();
            List<Claim> claims = claimAll(dying);
            dying.started(claims.stream().filter(c -> c.id().equals(poison)).toList());
            store.kill(dying.worker());
            worker.beat();
        }

        Job dead = store.find(poison).orElseThrow();
        assertThat(dead.state()).isEqualTo(JobState.DEAD);
        assertThat(dead.crashes()).isEqualTo(3);
        assertThat(dead.error()).contains("ended while it ran the job");
        assertThat(store.find(innocent).orElseThrow().crashes()).isOne();
        assertThat(state(innocent)).isEqualTo(JobState.ENQUEUED);
    }

    @Test
    void givesTheJobsOfAClaimWhoseReplyWasLostWithTheNext() {
        UUID id = enqueue(JobRequest.of("a", ""));
        Quota quota = new Quota(worker.beat().lanes().getFirst(), 1);
        store.setFaults((name, call) -> Fate.REPLY_LOST);
        assertThatThrownBy(() -> worker.claim(List.of(quota))).isInstanceOf(StoreException.class);
        store.setFaults(StoreFaults.NONE);
        assertThat(state(id)).isEqualTo(JobState.RUNNING);

        assertThat(worker.claim(List.of())).extracting(Claim::id).containsExactly(id);
        assertThat(worker.claim(List.of())).isEmpty();
    }

    @Test
    void keepsToTheLimitsOfATypeForAllWorkers() {
        worker.limit(List.of(new Limit("a", 3, 1, null, 1), new Limit("b", null, null, 2.0, 2)));
        for (int i = 0; i < 4; i++) {
            enqueue(JobRequest.of("a", "").withLimitKey(i < 2 ? "k" : null));
            enqueue(JobRequest.of("b", ""));
        }
        WorkerSession other = store.join();

        List<Claim> claims = claimAll(worker);

        assertThat(claims).filteredOn(c -> c.lane().type().equals("a")).hasSize(3);
        assertThat(claims).filteredOn(c -> "k".equals(c.request().limitKey())).hasSize(1);
        assertThat(claims).filteredOn(c -> c.lane().type().equals("b")).hasSize(2);
        assertThat(claimAll(other)).isEmpty();
        now = now.plusMillis(500);
        assertThat(claimAll(other)).extracting(c -> c.lane().type()).containsExactly("b");
        finish(worker, claims.getFirst(), new Result.HandedBack());
        assertThat(claimAll(other)).extracting(c -> c.lane().type()).containsExactly("a");
    }

    @Test
    void failsParksAndHandsBackAsTheResultSays() {
        UUID id = enqueue(JobRequest.of("a", "").withMaxAttempts(2));
        end(new Result.HandedBack());
        end(new Result.Parked(Duration.ofSeconds(5)));
        assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
        now = now.plusSeconds(5);
        worker.beat();
        Claim claim = claimAll(worker).getFirst();
        assertThat(claim.dueAt()).isEqualTo(START);
        assertThat(claim.failures()).isZero();
        finish(worker, claim, new Result.Failed("no", false, Duration.ofSeconds(7)));
        assertThat(store.find(id).orElseThrow().request().runAt()).isEqualTo(now.plusSeconds(7));
        assertThat(worker.beat().nextDue()).isEqualTo(Duration.ofSeconds(7));
        now = now.plusSeconds(7);
        worker.beat();
        end(new Result.Failed("no", true, Duration.ZERO));

        assertThat(state(id)).isEqualTo(JobState.DEAD);
        assertThat(store.audit(id))
                .extracting(Transition::cause)
                .containsSubsequence(
                        Cause.ACCEPTED, Cause.HANDED_BACK, Cause.PARKED, Cause.DUE, Cause.FAILED)
                .endsWith(Cause.TIMED_OUT);
        assertThat(store.redrive(id, "test")).isTrue();
        assertThat(state(id)).isEqualTo(JobState.ENQUEUED);
    }

    @Test
    void runsTheCallbackOfABatchWhenAllAreOverAndCancelsWhatNeededASuccess() {
        List<Receipt> batch =
                store.enqueueBatch(
                        List.of(JobRequest.of("a", ""), JobRequest.of("a", "")),
                        JobRequest.of("callback", ""),
                        "test");
        UUID child = enqueue(JobRequest.of("child", "").withAfter(List.of(batch.get(0).id())));
        List<Claim> claims = claimAll(worker);
        assertThat(claims).hasSize(2);
        finish(worker, claims.get(0), new Result.Failed("no", false, null));
        assertThat(state(child)).isEqualTo(JobState.CANCELLED);
        assertThat(state(batch.getLast().id())).isEqualTo(JobState.SCHEDULED);
        finish(worker, claims.get(1), new Result.Succeeded());

        assertThat(state(batch.getLast().id())).isEqualTo(JobState.ENQUEUED);
    }

    @Test
    void makesOneJobATickAndNoneOfADelayWhileItsLastRuns() {
        JobRequest job = JobRequest.of("tick", "");
        worker.schedule(recurring("a", "rate PT1M from 2026-11-30T00:00:00Z", job));
        worker.schedule(recurring("b", "delay PT1M", JobRequest.of("delayed", "")));
        WorkerSession other = store.join();
        now = now.plusSeconds(60);
        worker.beat();
        other.beat();

        List<Claim> claims = claimAll(worker);
        assertThat(claims).extracting(c -> c.lane().type()).containsExactly("tick", "delayed");
        now = now.plusSeconds(90);
        worker.beat();
        assertThat(claimAll(worker)).extracting(c -> c.lane().type()).containsExactly("tick");
        finish(worker, claims.getLast(), new Result.Succeeded());
        now = now.plusSeconds(59);
        worker.beat();
        assertThat(claimAll(worker)).extracting(c -> c.lane().type()).containsExactly("tick");
        now = now.plusSeconds(1);
        worker.beat();
        assertThat(claimAll(worker)).extracting(c -> c.lane().type()).containsExactly("delayed");
    }

    @Test
    void letsOneWorkerChangeACircuit() {
        Circuit open = new Circuit("type:a", 1, true, now.plusSeconds(5), 0);
        assertThat(worker.change(open)).isTrue();
        assertThat(store.join().change(open)).isFalse();
        assertThat(worker.beat().circuits()).containsExactly(open);
        assertThat(worker.change(new Circuit("type:a", 2, false, now, 0))).isTrue();
        assertThat(worker.beat().circuits()).isEmpty();
        assertThat(worker.change(open)).isTrue();
    }

    @Test
    void givesUpWhatWaitsForTooLong() {
        UUID old = enqueue(JobRequest.of("a", ""));
        now = now.plusSeconds(10);
        UUID young = enqueue(JobRequest.of("a", ""));

        assertThat(worker.expire("a", Duration.ofSeconds(5), 10)).isOne();

        assertThat(state(old)).isEqualTo(JobState.DEAD);
        assertThat(state(young)).isEqualTo(JobState.ENQUEUED);
    }

    @Test
    void signalsDueLanesAndCancelledJobs() {
        List<Signal> signals = new ArrayList<>();
        worker.onSignal(signals::add);
        UUID id = enqueue(JobRequest.of("a", ""));
        assertThat(signals).containsExactly(new Signal.Due(worker.beat().lanes()));
        claimAll(worker);

        assertThat(store.cancel(id, "test")).isTrue();

        assertThat(signals).contains(new Signal.Cancelled(id));
        assertThat(worker.beat().cancelled()).containsExactly(id);
    }

    @Test
    void acceptsAJobOnceByItsKeyAndForgetsItWithTheJob() {
        JobRequest request = JobRequest.of("a", "").withIdempotencyKey("k");
        UUID id = enqueue(request);
        assertThat(store.enqueue(List.of(request), "test"))
                .containsExactly(new Receipt(id, JobState.ENQUEUED, false));
        store.cancel(id, "test");
        now = now.plus(StoreOptions.DEFAULTS.retention());
        worker.beat();

        assertThat(store.find(id)).isEmpty();
        assertThat(store.enqueue(List.of(request), "test").getFirst().created()).isTrue();
    }

    @Test
    void refusesToWaitForAJobThatIsNotKept() {
        JobRequest request = JobRequest.of("a", "").withAfter(List.of(UUID.randomUUID()));
        assertThatThrownBy(() -> store.enqueue(List.of(JobRequest.of("a", ""), request), "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave it out");
        assertThatThrownBy(
                        () -> store.enqueueBatch(List.of(JobRequest.of("a", "")), request, "test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.list(new JobQuery(null, null, null, 10))).isEmpty();
    }

    @Test
    void tellsACallerWhenMoreWaitThanItMayHold() {
        MemoryStore small = new MemoryStore(() -> now, new StoreOptions(2, 10, Duration.ofDays(1)));
        small.enqueue(List.of(JobRequest.of("a", ""), JobRequest.of("a", "")), "test");
        assertThatThrownBy(() -> small.enqueue(List.of(JobRequest.of("a", "")), "test"))
                .isInstanceOf(BacklogFullException.class);
    }

    private Recurring recurring(String name, String schedule, JobRequest job) {
        Schedule parsed = Schedule.parse(schedule);
        return new Recurring(name, parsed, MissedTicks.RUN_ALL, job, parsed.after(now));
    }

    private UUID enqueue(JobRequest request) {
        return store.enqueue(List.of(request), "test").getFirst().id();
    }

    private JobState state(UUID id) {
        return store.find(id).orElseThrow().state();
    }

    private void end(Result result) {
        Claim claim = claimAll(worker).getFirst();
        assertThat(finish(worker, claim, result)).isTrue();
    }

    private static boolean finish(WorkerSession session, Claim claim, Result result) {
        return session.finish(List.of(new End(claim, result))).getFirst();
    }

    private static List<Claim> claimAll(WorkerSession session) {
        return session.claim(
                session.beat().lanes().stream().map(lane -> new Quota(lane, 100)).toList());
    }
}
