package dev.kanishk.scheduler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.dispatch.JobEnd;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Schedule;
import dev.kanishk.scheduler.store.Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestSchedulerTest {
    /** A payload. */
    record Mail(String to) {}

    @Test
    void runsRetriesOfAnHourInNoTime() {
        AtomicInteger runs = new AtomicInteger();
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) ->
                        b.handle(
                                "job",
                                job -> {
                                    if (runs.incrementAndGet() < 5) {
                                        throw new IllegalStateException("not yet");
                                    }
                                }))) {
            UUID id = scheduler.enqueue("job", new Mail("a"));
            scheduler.runUntilIdle();

            scheduler.assertSucceeded(id);
            assertThat(scheduler.job(id).failures()).isEqualTo(4);
            assertThat(scheduler.now()).isAfter(TestScheduler.START.plusSeconds(1));
        }
    }

    @Test
    void runsADelayedJobAtItsTimeAndNotBefore() {
        List<Instant> ran = new ArrayList<>();
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) -> b.handle("job", job -> ran.add(self.now())))) {
            Instant time = TestScheduler.START.plus(Duration.ofHours(3));
            scheduler.enqueue(JobRequest.of("job", "").withRunAt(time));
            scheduler.advance(Duration.ofHours(3).minusMillis(1));
            assertThat(ran).isEmpty();
            scheduler.advance(Duration.ofMillis(30));

            assertThat(ran).hasSize(1);
            assertThat(ran.getFirst()).isBetween(time, time.plusMillis(25));
        }
    }

    @Test
    void ticksOnceAMinuteAndGoesOnAfterACrash() {
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) -> b.handle("tick", job -> {}))) {
            scheduler.schedule(
                    "report",
                    Schedule.parse("cron * * * * * UTC"),
                    MissedTicks.RUN_ALL,
                    JobRequest.of("tick", ""));
            scheduler.advance(Duration.ofMinutes(5));
            scheduler.crash();
            scheduler.advance(Duration.ofMinutes(5));

            assertThat(scheduler.store().list(new JobQuery("tick", null, null, 100))).hasSize(10);
        }
    }

    @Test
    void saysWhatBecameOfAJobThatIsNotAsItShouldBe() {
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) -> b.handle("job", job -> {}))) {
            UUID id = scheduler.enqueue("job", 1);
            scheduler.runUntilIdle();
            assertThatThrownBy(() -> scheduler.assertDead(id))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("is SUCCEEDED, not DEAD")
                    .hasMessageContaining("ACCEPTED");
        }
    }

    @Test
    void takesAJobThatEndsItsProcessThreeTimesOutOfTheWay() {
        AtomicInteger runs = new AtomicInteger();
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) ->
                        b.handle(
                                "poison",
                                job -> {
                                    runs.incrementAndGet();
                                    self.crash();
                                }))) {
            UUID id = scheduler.enqueue("poison", 1);
            scheduler.runUntilIdle();

            scheduler.assertDead(id);
            assertThat(runs).hasValue(Lifecycle.MAX_CRASHES);
            assertThat(scheduler.job(id).failures()).isZero();
        }
    }

    @Test
    void letsNoOtherJobDieOfOneThatEndsItsProcess() {
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) ->
                        b.handle("poison", job -> self.crash()).handle("good", job -> {}))) {
            List<UUID> good = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                good.add(scheduler.enqueue("good", i));
            }
            UUID first = scheduler.enqueue("poison", 1);
            UUID second = scheduler.enqueue("poison", 2);
            scheduler.runUntilIdle();

            scheduler.assertDead(first);
            scheduler.assertDead(second);
            good.forEach(scheduler::assertSucceeded);
        }
    }

    @Test
    void showsThatAHandlerWithoutAKeyDoesItsEffectTwiceAndOneWithAKeyOnce() {
        Map<String, Integer> careless = new HashMap<>();
        Map<String, Integer> careful = new HashMap<>();
        Faults faults = Faults.seeded(7).failing(0.1).duplicating(0.1);
        List<JobEnd> ends = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        int jobs = 300;
        try (TestScheduler scheduler =
                TestScheduler.with((b, self) ->
                        b.intercept(faults)
                                .intercept(Faults.seeded(8).crashing(0.02, self::crash))
                                .listen(ends::add)
                                .handle(
                                        "effect",
                                        TypePolicy.DEFAULT,
                                        job -> {
                                            String key = job.effectId("mail");
                                            careless.merge(key, 1, Integer::sum);
                                            careful.putIfAbsent(key, 1);
                                        }))) {
            for (int i = 0; i < jobs; i++) {
                ids.add(scheduler.enqueue("effect", i));
            }
            scheduler.runUntilIdle();
            for (UUID id : ids) {
                assertThat(scheduler.job(id).state()).matches(JobState::isOver);
            }
        }
        assertThat(faults.injected()).isGreaterThan(40);
        assertThat(careful).hasSize(jobs).allSatisfy((key, count) -> assertThat(count).isOne());
        assertThat(careless.values()).anyMatch(count -> count > 1);
        assertThat(ends).anyMatch(end -> end.outcome() == JobEnd.Outcome.FAILED);
    }
}
