package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.store.WorkerSession;
import dev.kanishk.scheduler.testing.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Slots are kept from a target that hangs; a store in memory, handlers at hand, virtual time. */
class TargetConcurrencyTest {
    private static final Instant START = Instant.parse("2026-11-30T00:00:00Z");
    private static final int SLOTS = 8;
    private static final int PER_TARGET = 3;
    private static final Map<String, TypePolicy> POLICIES =
            Map.of("hook", TypePolicy.DEFAULT.withTargetConcurrency(PER_TARGET));

    private long now;
    private final MemoryStore store = new MemoryStore(() -> START.plusNanos(now));
    private final WorkerSession session = store.join();
    private final Queue<Event> events = new ArrayDeque<>();
    private final List<Execution> running = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(
                    POLICIES,
                    SLOTS,
                    session.lease(),
                    Duration.ofSeconds(1),
                    new SplittableRandom(7),
                    now);
    private int claims;
    private int ends;

    TargetConcurrencyTest() {
        session.onSignal(signal -> events.add(new Event.Signalled(signal)));
    }

    private void step() {
        do {
            for (Event event = events.poll(); event != null; event = events.poll()) {
                dispatcher.handle(event, now);
            }
            for (Action action : dispatcher.decide(now)) {
                switch (action) {
                    case StoreCall call -> {
                        claims += call instanceof StoreCall.TakeJobs ? 1 : 0;
                        ends += call instanceof StoreCall.EndAttempts end ? end.ends().size() : 0;
                        events.add(call.carryOut(session));
                    }
                    case Action.Run run -> running.add(run.execution());
                    case Action.Interrupt interrupt -> {}
                    case Action.Report report -> {}
                }
            }
        } while (!events.isEmpty());
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

    private void end(Execution execution) {
        running.remove(execution);
        dispatcher.handle(new Event.HandlerEnded(execution, null), now);
        step();
    }

    private List<Execution> runningOf(String target) {
        return running.stream()
                .filter(one -> target.equals(one.claim().request().target()))
                .toList();
    }

    private void enqueue(int count, String tenant, String target) {
        JobRequest request = JobRequest.of("hook", "").withTenant(tenant).withTarget(target);
        store.enqueue(Collections.nCopies(count, request), "test");
    }

    private int succeeded() {
        return store.list(new JobQuery("hook", JobState.SUCCEEDED, null, 1_000)).size();
    }

    @Test
    void leavesSlotsForOthersWhileATargetHangs() {
        enqueue(500, "a", "a");
        step();
        assertThat(running).hasSize(PER_TARGET);

        enqueue(100, "b", "b");
        step();
        while (!runningOf("b").isEmpty()) {
            assertThat(runningOf("a")).hasSize(PER_TARGET);
            end(runningOf("b").getFirst());
        }

        assertThat(succeeded()).isEqualTo(100);
        assertThat(ends).isEqualTo(100);
    }

    @Test
    void takesNoJobsOfATargetThatIsBusy() {
        enqueue(500, "a", "a");
        step();
        int before = claims;
        pass(Duration.ofSeconds(20));

        assertThat(running).hasSize(PER_TARGET);
        assertThat(dispatcher.queued()).isZero();
        assertThat(claims).isEqualTo(before);
        assertThat(ends).isZero();
    }

    @Test
    void runsAllJobsOfATargetThatAnswers() {
        enqueue(500, "a", "a");
        step();
        while (!running.isEmpty()) {
            assertThat(running).hasSizeLessThanOrEqualTo(PER_TARGET);
            now += 1_000_000;
            end(running.getFirst());
        }
        pass(Duration.ofSeconds(1));

        assertThat(succeeded()).isEqualTo(500);
        assertThat(claims).isLessThan(100);
    }

    @Test
    void putsJobsOffThatShareTheirTenantWithABusyTarget() {
        enqueue(20, "tenant", "a");
        enqueue(20, "tenant", "b");
        step();
        assertThat(runningOf("a")).hasSize(PER_TARGET);
        while (!runningOf("b").isEmpty()) {
            end(runningOf("b").getFirst());
        }
        for (int second = 0; second < 60; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(runningOf("a")).hasSizeLessThanOrEqualTo(PER_TARGET);
            while (!runningOf("b").isEmpty()) {
                end(runningOf("b").getFirst());
            }
        }
        assertThat(succeeded()).isEqualTo(20);

        while (succeeded() < 40) {
            while (!running.isEmpty()) {
                end(running.getFirst());
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(store.list(new JobQuery("hook", null, null, 100)))
                .allSatisfy(job ->
                        assertThat(store.audit(job.id()))
                                .noneMatch(change -> change.cause() == Cause.FAILED));
    }

    @Test
    void disablesATargetForAllWorkersUntilItIsEnabled() {
        try (WorkerSession other = store.join()) {
            Dispatcher second =
                    new Dispatcher(
                            POLICIES,
                            1,
                            other.lease(),
                            Duration.ofSeconds(1),
                            new SplittableRandom(8),
                            now);
            DisabledTargets here = new DisabledTargets(dispatcher, session, events::add);
            assertThat(here.add("https://a/hook")).isTrue();
            assertThat(here.add("https://a/hook")).isTrue();
            step();
            second.handle(new Event.Beaten(other.beat()), now);
            assertThat(dispatcher.isDisabled("https://a/hook")).isTrue();
            assertThat(second.isDisabled("https://a/hook")).isTrue();
            assertThat(second.isDisabled("https://a/other")).isFalse();

            Queue<Event> there = new ArrayDeque<>();
            DisabledTargets enabling = new DisabledTargets(second, other, there::add);
            assertThat(enabling.remove("https://a/hook", START)).isTrue();
            there.forEach(event -> second.handle(event, now));
            assertThat(second.isDisabled("https://a/hook")).isFalse();
            assertThat(enabling.remove("https://a/hook", START)).isFalse();
            pass(Duration.ofSeconds(2));
            assertThat(dispatcher.isDisabled("https://a/hook")).isFalse();
            assertThat(here.add("https://a/hook")).isTrue();
            step();
            assertThat(dispatcher.isDisabled("https://a/hook")).isTrue();
        }
    }
}
