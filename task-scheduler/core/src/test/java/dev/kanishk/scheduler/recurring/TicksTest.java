package dev.kanishk.scheduler.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Schedule HOURLY = CronSchedule.of("@hourly", ZoneOffset.UTC);

    @Test
    void aTickThatIsToComeWaits() {
        assertThat(Ticks.due(HOURLY, MissedTicks.RUN_ALL, START, START.minusMillis(1)))
                .isEqualTo(new Ticks(List.of(), false, START));
    }

    @Test
    void skippingForgivesAMinute() {
        Instant next = START.plusSeconds(3_600);
        assertThat(Ticks.due(HOURLY, MissedTicks.SKIP, START, START.plusSeconds(60)))
                .isEqualTo(new Ticks(List.of(START), false, next));
        assertThat(Ticks.due(HOURLY, MissedTicks.SKIP, START, START.plusSeconds(61)))
                .isEqualTo(new Ticks(List.of(), true, next));
        assertThat(Ticks.due(HOURLY, MissedTicks.SKIP, START, next.plusSeconds(5)))
                .isEqualTo(new Ticks(List.of(next), true, next.plusSeconds(3_600)));
    }

    @Test
    void runningOnceTakesTheLast() {
        Instant now = START.plus(Duration.ofHours(5)).plusSeconds(1_800);
        assertThat(Ticks.due(HOURLY, MissedTicks.RUN_ONCE, START, now))
                .isEqualTo(
                        new Ticks(
                                List.of(START.plus(Duration.ofHours(5))),
                                true,
                                START.plus(Duration.ofHours(6))));
    }

    @Test
    void aCenturyOfSecondsIsABoundedStep() {
        Schedule everySecond = CronSchedule.of("* * * * * *", ZoneOffset.UTC);
        Instant now = START.plus(Duration.ofDays(36_500));
        Ticks ticks = Ticks.due(everySecond, MissedTicks.RUN_ALL, START, now);
        assertThat(ticks.run()).hasSize(Ticks.MAX_TICKS);
        assertThat(ticks.run().getFirst()).isEqualTo(now.minusSeconds(Ticks.MAX_TICKS - 1));
        assertThat(ticks.run().getLast()).isEqualTo(now);
        assertThat(ticks.leftOut()).isTrue();
        assertThat(ticks.next()).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void aFixedDelayMissesNothing() {
        Schedule delay = new FixedDelay(Duration.ofSeconds(10));
        for (MissedTicks missed : MissedTicks.values()) {
            assertThat(Ticks.due(delay, missed, START, START.plusSeconds(1_000)))
                    .isEqualTo(new Ticks(List.of(START), false, START.plusSeconds(1_010)));
        }
    }

    @Test
    void aTickHasOneJobHoweverOftenItIsMade() {
        Recurring recurring =
                new Recurring(
                        "report", HOURLY, MissedTicks.SKIP, JobRequest.of("report", "{}"), START);
        JobRequest job = recurring.jobAt(START);
        assertThat(job).isEqualTo(recurring.jobAt(START));
        assertThat(job.idempotencyKey())
                .isNotEqualTo(recurring.jobAt(START.plusSeconds(3_600)).idempotencyKey());
        assertThat(recurring.due(START).run()).containsExactly(START);
        assertThatThrownBy(
                        () -> new Recurring("", HOURLY, MissedTicks.SKIP, recurring.job(), START))
                .hasMessageContaining("name of 0 characters");
    }

    @Provide
    Arbitrary<Schedule> schedules() {
        return Arbitraries.of(
                HOURLY,
                CronSchedule.of("*/10 * * * * *", ZoneOffset.UTC),
                CronSchedule.of("* * 0 * * *", ZoneOffset.UTC),
                CronSchedule.of("0 3 * * SUN", ZoneOffset.UTC),
                new FixedRate(Duration.ofMillis(7), START),
                new FixedRate(Duration.ofSeconds(90), START));
    }

    @Property(tries = 300)
    void findsWhatGoingThroughAllTicksFinds(
            @ForAll("schedules") Schedule schedule,
            @ForAll MissedTicks missed,
            @ForAll @LongRange(max = 3) long scale,
            @ForAll @LongRange(max = 3_600) long late) {
        Instant next = schedule.after(START);
        long unitMs = schedule.equals(new FixedRate(Duration.ofMillis(7), START)) ? 1 : 1_000;
        Instant now = next.plusMillis(late * unitMs * (scale * scale * scale + 1));
        List<Instant> passed = new ArrayList<>();
        Instant tick = next;
        while (!tick.isAfter(now)) {
            passed.add(tick);
            tick = schedule.after(tick);
        }
        List<Instant> expected =
                switch (missed) {
                    case RUN_ALL -> passed.subList(Math.max(0, passed.size() - 100), passed.size());
                    case RUN_ONCE -> List.of(passed.getLast());
                    case SKIP ->
                            Duration.between(passed.getLast(), now).compareTo(Ticks.PUNCTUAL) > 0
                                    ? List.of()
                                    : List.of(passed.getLast());
                };
        assertThat(Ticks.due(schedule, missed, next, now))
                .isEqualTo(new Ticks(expected, expected.size() < passed.size(), tick));
    }
}
