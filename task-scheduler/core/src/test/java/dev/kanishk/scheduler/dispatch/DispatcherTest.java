package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import dev.kanishk.scheduler.testing.MemoryStore;
import dev.kanishk.scheduler.testing.StoreFaults;
import dev.kanishk.scheduler.testing.StoreFaults.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The decisions, with a store in memory whose calls take no time, and handlers at hand. */
class DispatcherTest {
    private static final long MS = 1_000_000;
    private static final Instant START = Instant.parse("2026-11-30T00:00:00Z");
    private static final TypePolicy FRAGILE =
            TypePolicy.DEFAULT
                    .withRetry(new RetryPolicy(Duration.ofSeconds(1), 1, Duration.ofMinutes(1)))
                    .withBreaker(
                            new BreakerPolicy(4, 2, Duration.ofSeconds(10))
                                    .withLongestParked(Duration.ofSeconds(60)));

    private final Map<String, TypePolicy> policies = new TreeMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final List<Execution> running = new ArrayList<>();
    private final List<Execution> interrupted = new ArrayList<>();
    private long now;
    private final MemoryStore store = new MemoryStore(() -> START.plusNanos(now));
    private final WorkerSession session = store.join();
    private final Queue<Event> events = new ArrayDeque<>();
    private Dispatcher dispatcher = start(4);

    private Dispatcher start(int slots) {
        events.clear();
        session.onSignal(signal -> events.add(new Event.Signalled(signal)));
        dispatcher =
                new Dispatcher(
                        policies,
                        slots,
                        session.lease(),
                        session.beatEvery(),
                        new SplittableRandom(7),
                        now);
        return dispatcher;
    }

    private void step() {
        while (true) {
            for (Event event = events.poll(); event != null; event = events.poll()) {
                dispatcher.handle(event, now);
            }
            for (Action action : dispatcher.decide(now)) {
                switch (action) {
                    case StoreCall call -> events.add(carryOut(call));
                    case Action.Run run -> running.add(run.execution());
                    case Action.Interrupt interrupt -> interrupted.add(interrupt.execution());
                    case Action.Report report -> {}
                }
            }
            if (events.isEmpty()) {
                return;
            }
        }
    }

    private Event carryOut(StoreCall call) {
        calls.merge(call.getClass().getSimpleName(), 1, Integer::sum);
        try {
            return call.carryOut(session);
        } catch (StoreException e) {
            return new Event.CallFailed(call);
        }
    }

    private void pass(Duration time) {
        long end = now + time.toNanos();
        step();
        while (dispatcher.nextDecision(now) < end) {
            now = dispatcher.nextDecision(now);
            step();
        }
        now = end;
        step();
    }

    private void end(Execution execution, @Nullable Throwable thrown) {
        running.remove(execution);
        dispatcher.handle(new Event.HandlerEnded(execution, thrown), now);
        step();
    }

    private UUID enqueue(JobRequest request) {
        return store.enqueue(List.of(request), "test").getFirst().id();
    }

    private List<UUID> enqueue(int count, JobRequest request) {
        return store.enqueue(Collections.nCopies(count, request), "test").stream()
                .map(Receipt::id)
                .toList();
    }

    private Job job(UUID id) {
        return store.find(id).orElseThrow();
    }

    @Test
    void makesOneCallASecondWhenIdle() {
        policies.put("a", TypePolicy.DEFAULT);
        start(4);
        pass(Duration.ofSeconds(60));

        assertThat(calls).containsOnlyKeys("SendBeat");
        assertThat(calls.get("SendBeat")).isBetween(59, 62);
    }

    @Test
    void takesNoMoreThanItHasSlotsForUntilItKnowsHowLongJobsTake() {
        policies.put("a", TypePolicy.DEFAULT);
        start(4);
        enqueue(100, JobRequest.of("a", ""));
        step();
        assertThat(running).hasSize(4);
        assertThat(dispatcher.queued()).isZero();

        now += 10 * MS;
        end(running.getFirst(), null);

        assertThat(running).hasSize(4);
        assertThat(dispatcher.queued()).isBetween(30, 44);
    }

    @Test
    void givesBackWhatWaitsForTooLongAndTakesNoMoreOfIt() {
        policies.put("a", TypePolicy.DEFAULT);
        start(4);
        enqueue(100, JobRequest.of("a", "").withTimeout(Duration.ofHours(1)));
        step();
        now += 10 * MS;
        end(running.getFirst(), null);
        assertThat(dispatcher.queued()).isPositive();

        pass(Duration.ofMillis(2_300));
        assertThat(dispatcher.queued()).isZero();
        int taken = calls.getOrDefault("TakeJobs", 0);
        pass(Duration.ofSeconds(30));

        assertThat(dispatcher.queued()).isZero();
        assertThat(calls.get("TakeJobs")).isEqualTo(taken);
        assertThat(store.list(new JobQuery("a", JobState.ENQUEUED, null, 100))).hasSize(95);
    }

    @Test
    void sharesSlotsByTypeTenantAndPriorityAndStarvesNone() {
        policies.put("a", TypePolicy.DEFAULT);
        policies.put("b", TypePolicy.DEFAULT);
        start(1);
        enqueue(400, JobRequest.of("a", "").withTenant("x").withPriority(5));
        enqueue(400, JobRequest.of("a", "").withTenant("x").withPriority(3));
        enqueue(400, JobRequest.of("a", "").withTenant("y").withPriority(0));
        enqueue(400, JobRequest.of("b", ""));
        Map<String, Integer> started = new TreeMap<>();
        step();
        for (int i = 0; i < 400; i++) {
            Execution execution = running.getFirst();
            JobRequest request = execution.claim().request();
            started.merge(request.type() + request.tenant() + request.priority(), 1, Integer::sum);
            now += MS / 10;
            end(execution, null);
        }

        assertThat(started.get("b5")).isBetween(190, 210);
        assertThat(started.get("ay0")).isBetween(90, 110);
        assertThat(started.get("ax5")).isBetween(70, 90);
        assertThat(started.get("ax3")).isBetween(15, 30);
    }

    private void limit(String type, TypePolicy policy) {
        policies.put(type, policy);
        session.limit(List.of(policy.limit(type)));
    }

    @Test
    void sharesWhatALimitLeavesByTenantAndPriority() {
        limit("a", TypePolicy.DEFAULT.withGlobalConcurrency(1));
        start(4);
        enqueue(400, JobRequest.of("a", "").withTenant("x").withPriority(1));
        enqueue(400, JobRequest.of("a", "").withTenant("x").withPriority(0));
        enqueue(400, JobRequest.of("a", "").withTenant("y").withPriority(0));
        Map<String, Integer> started = new TreeMap<>();
        step();
        for (int i = 0; i < 300; i++) {
            Execution execution = running.getFirst();
            JobRequest request = execution.claim().request();
            started.merge(request.tenant() + request.priority(), 1, Integer::sum);
            now += MS / 10;
            end(execution, null);
        }

        assertThat(started.get("y0")).isBetween(145, 155);
        assertThat(started.get("x1")).isBetween(95, 105);
        assertThat(started.get("x0")).isBetween(45, 55);
    }

    @Test
    void asksNoMoreForATypeWithARateWhenItsJobsAreDone() {
        limit("a", TypePolicy.DEFAULT.withRate(1e6, 1_000));
        start(4);
        enqueue(8, JobRequest.of("a", ""));
        step();
        while (!running.isEmpty()) {
            end(running.getFirst(), null);
        }
        calls.clear();
        pass(Duration.ofSeconds(60));

        assertThat(calls.getOrDefault("TakeJobs", 0)).isLessThan(12);
        enqueue(1, JobRequest.of("a", ""));
        step();
        assertThat(running).hasSize(1);
    }

    @Test
    void startsJobsAtTheirRateBesideATypeThatIsBusy() {
        limit("slow", TypePolicy.DEFAULT.withRate(10.0, 1));
        policies.put("fast", TypePolicy.DEFAULT);
        start(2);
        enqueue(1_000, JobRequest.of("slow", ""));
        enqueue(4_000, JobRequest.of("fast", ""));
        int slow = 0;
        step();
        for (int i = 0; i < 2_000; i++) {
            Execution execution = running.getFirst();
            slow += execution.type().name().equals("slow") ? 1 : 0;
            pass(Duration.ofMillis(1));
            end(execution, null);
        }

        assertThat(slow).isBetween(8, 21);
    }

    @Test
    void parksATypeWhoseJobsFailAndClosesItsCircuitByOneProbe() {
        policies.put("a", FRAGILE.withConcurrency(1));
        start(4);
        List<UUID> ids = enqueue(20, JobRequest.of("a", ""));
        step();
        end(running.getFirst(), new IllegalStateException("503"));
        end(running.getFirst(), new IllegalStateException("503"));
        assertThat(running).isEmpty();
        assertThat(dispatcher.circuits(now)).containsEntry("type:a", CircuitState.OPEN);

        pass(Duration.ofSeconds(9));
        assertThat(running).isEmpty();
        pass(Duration.ofMillis(1_500));
        assertThat(running).hasSize(1);
        assertThat(dispatcher.circuits(now)).containsEntry("type:a", CircuitState.HALF_OPEN);
        end(running.getFirst(), new IllegalStateException("503"));
        pass(Duration.ofSeconds(19));
        assertThat(running).isEmpty();
        pass(Duration.ofSeconds(2));
        end(running.getFirst(), null);

        assertThat(dispatcher.circuits(now)).containsEntry("type:a", CircuitState.CLOSED);
        assertThat(running).hasSize(1);
        assertThat(ids.stream().mapToInt(id -> job(id).failures()).sum()).isEqualTo(3);
    }

    @Test
    void parksOnlyTheJobsOfATargetThatIsDownAndGivesThemUpInTheEnd() {
        policies.put("a", FRAGILE);
        start(4);
        JobRequest down = JobRequest.of("a", "").withTarget("down");
        enqueue(2, down);
        step();
        end(running.getFirst(), new IllegalStateException("503"));
        end(running.getFirst(), new IllegalStateException("503"));
        UUID parked = enqueue(down);
        UUID other = enqueue(JobRequest.of("a", "").withTarget("up"));
        step();
        assertThat(running).extracting(e -> e.claim().id()).containsExactly(other);
        assertThat(store.audit(parked).getLast().cause()).isEqualTo(Cause.PARKED);
        end(running.getFirst(), null);
        for (int i = 0; i < 90; i++) {
            pass(Duration.ofSeconds(1));
            for (Execution probe : List.copyOf(running)) {
                end(probe, new IllegalStateException("503"));
            }
        }

        assertThat(job(parked).state()).isEqualTo(JobState.DEAD);
        assertThat(dispatcher.circuits(now)).containsEntry("type:a", CircuitState.CLOSED);
    }

    @Test
    void goesOnWithoutAHandlerThatIgnoresItsInterruptButKeepsItsSlot() {
        policies.put("a", TypePolicy.DEFAULT);
        start(1);
        JobRequest request = JobRequest.of("a", "").withTimeout(Duration.ofMillis(50));
        UUID id = enqueue(request.withMaxAttempts(1));
        UUID next = enqueue(request);
        step();
        Execution zombie = running.getFirst();
        pass(Duration.ofMillis(60));

        assertThat(interrupted).containsExactly(zombie);
        assertThat(job(id).state()).isEqualTo(JobState.DEAD);
        assertThat(store.audit(id).getLast().cause()).isEqualTo(Cause.TIMED_OUT);
        assertThat(running).containsExactly(zombie);
        end(zombie, null);
        assertThat(running).extracting(e -> e.claim().id()).containsExactly(next);
    }

    @Test
    void dropsWhatItRunsWhenItsLeaseHadRunOut() {
        policies.put("a", TypePolicy.DEFAULT);
        start(4);
        UUID id = enqueue(JobRequest.of("a", "").withTimeout(Duration.ofHours(1)));
        step();
        Execution lost = running.getFirst();
        store.setFaults((worker, call) -> Fate.NOT_CARRIED_OUT);
        pass(Duration.ofSeconds(20));
        assertThat(interrupted).isEmpty();
        store.setFaults(StoreFaults.NONE);
        store.join().beat();
        pass(Duration.ofSeconds(2));

        assertThat(interrupted).containsExactly(lost);
        assertThat(lost.isCancelled()).isTrue();
        assertThat(running).hasSize(2);
        end(lost, null);
        end(running.getFirst(), null);
        assertThat(job(id).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job(id).attempts()).isEqualTo(2);
    }

    @Test
    void keepsEndsWhileTheStoreFailsAndTakesNothingMeanwhile() {
        policies.put("a", TypePolicy.DEFAULT);
        start(1);
        List<UUID> ids = enqueue(2, JobRequest.of("a", ""));
        step();
        store.setFaults((worker, call) -> Fate.NOT_CARRIED_OUT);
        end(running.getFirst(), null);
        pass(Duration.ofSeconds(10));
        assertThat(running).isEmpty();
        assertThat(calls.values().stream().mapToInt(n -> n).sum()).isLessThan(60);
        store.setFaults(StoreFaults.NONE);
        pass(Duration.ofSeconds(2));

        assertThat(job(ids.getFirst()).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(running).hasSize(1);
    }

    @Test
    void takesJobsAgainWhenTheyWereTakenAwayWhileItsEndsCouldNotBeWritten() {
        policies.put("a", TypePolicy.DEFAULT);
        start(1);
        UUID id = enqueue(JobRequest.of("a", ""));
        step();
        store.setFaults((worker, call) -> Fate.NOT_CARRIED_OUT);
        end(running.getFirst(), null);
        pass(Duration.ofSeconds(20));
        store.setFaults(StoreFaults.NONE);
        store.join().beat();
        pass(Duration.ofSeconds(5));

        assertThat(running).extracting(e -> e.claim().id()).containsExactly(id);
        end(running.getFirst(), null);
        assertThat(job(id).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void letsRetriesBeyondTheBudgetWaitLongerAndDropsNone() {
        TypePolicy policy =
                FRAGILE.withBreaker(new BreakerPolicy(1_000, 1_000, Duration.ofSeconds(1)))
                        .withBudget(new RetryBudget(0, 1));
        policies.put("a", policy);
        start(100);
        List<UUID> ids = enqueue(50, JobRequest.of("a", ""));
        step();
        for (Execution execution : List.copyOf(running)) {
            end(execution, new IllegalStateException("no"));
        }

        List<Duration> waits = new ArrayList<>();
        for (UUID id : ids) {
            Job job = job(id);
            Instant due = job.request().runAt();
            assertThat(due).isNotNull();
            waits.add(Duration.between(job.changedAt(), due));
        }
        assertThat(waits).filteredOn(w -> w.compareTo(Duration.ofSeconds(1)) > 0).hasSize(39);
        assertThat(Collections.max(waits)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void endsTheAttemptOfAJobThatIsCancelledWhileItWaitsForASlot() {
        policies.put("a", TypePolicy.DEFAULT);
        start(4);
        List<UUID> ids = enqueue(100, JobRequest.of("a", ""));
        step();
        now += 10 * MS;
        end(running.getFirst(), null);
        int queued = dispatcher.queued();
        UUID waiting = ids.get(10);
        assertThat(job(waiting).state()).isEqualTo(JobState.RUNNING);
        assertThat(running).noneMatch(execution -> execution.claim().id().equals(waiting));
        assertThat(store.cancel(waiting, "test")).isTrue();
        pass(Duration.ofMillis(100));

        // The store keeps a place for an attempt until it hears of its end, or refuses it.
        assertThat(dispatcher.statistics().refused()).isOne();
        assertThat(dispatcher.queued()).isEqualTo(queued - 1);
    }

    @Test
    void handsBackAtOnceWhatIsNotStartedWhenItStops() {
        policies.put("a", TypePolicy.DEFAULT);
        start(4);
        enqueue(100, JobRequest.of("a", ""));
        step();
        now += 10 * MS;
        end(running.getFirst(), null);
        events.add(new Event.Stopping(Duration.ofSeconds(5)));
        step();

        assertThat(dispatcher.isDone(now)).isFalse();
        assertThat(store.list(new JobQuery("a", JobState.RUNNING, null, 100))).hasSize(4);
        List.copyOf(running).forEach(execution -> end(execution, null));
        assertThat(dispatcher.isDone(now)).isTrue();
        assertThat(dispatcher.isStoppedInTime()).isTrue();
        assertThat(store.list(new JobQuery("a", JobState.ENQUEUED, null, 100))).hasSize(95);
    }
}
