package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.dispatch.Circuits.Verdict;
import dev.kanishk.scheduler.store.Circuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CircuitsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
    private static final BreakerPolicy POLICY = new BreakerPolicy(4, 2, Duration.ofSeconds(10));

    private final Circuits circuits = new Circuits();

    @Test
    void opensWhenEnoughOfTheLastAttemptsFailed() {
        assertThat(record(true)).isNull();
        Circuit opened = record(true);

        assertThat(opened).isEqualTo(new Circuit("type:a", 1, true, NOW.plusSeconds(10), 0));
        assertThat(circuits.open("type:a")).isEqualTo(opened);
        assertThat(circuits.opened()).isOne();
        assertThat(record(true)).isNull();
    }

    @Test
    void forgetsFailuresThatLeftTheWindow() {
        record(true);
        for (int i = 0; i < 4; i++) {
            record(false);
        }
        assertThat(record(true)).isNull();
    }

    @Test
    void letsOneProbeAtATimeAfterItsTime() {
        Circuit opened = open();
        assertThat(circuits.mayProbe(opened, NOW.plusSeconds(9))).isFalse();
        assertThat(circuits.mayProbe(opened, NOW.plusSeconds(10))).isTrue();
        circuits.halfOpen(opened, POLICY, NOW.plusSeconds(10));
        assertThat(circuits.mayProbe(opened, NOW.plusSeconds(10))).isFalse();
    }

    @Test
    void closesWhenTheProbeWorksAndOpensForLongerWhenItFails() {
        Circuit half = circuits.halfOpen(open(), POLICY, NOW);
        circuits.changed(half, true, 1);
        Circuit failed = circuits.probed(half, Verdict.FAILS, POLICY, NOW);
        assertThat(failed).isEqualTo(new Circuit("type:a", 3, true, NOW.plusSeconds(20), 1));
        circuits.changed(failed, true, 2);
        Circuit again = circuits.halfOpen(failed, POLICY, NOW);
        circuits.changed(again, true, 3);
        Circuit closed = circuits.probed(again, Verdict.WORKS, POLICY, NOW);
        assertThat(closed.open()).isFalse();
        circuits.changed(closed, true, 4);

        assertThat(circuits.anyOpen()).isFalse();
        assertThat(record(true)).isNull();
    }

    @Test
    void opensForNoLongerThanThePolicySays() {
        assertThat(POLICY.openFor(0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(POLICY.openFor(3)).isEqualTo(Duration.ofSeconds(80));
        assertThat(POLICY.openFor(1_000)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void takesOverWhatABeatSaysUnlessItIsOlderThanItsOwnChange() {
        Circuit other = new Circuit("target:x", 4, true, NOW.plusSeconds(5), 2);
        circuits.learn(List.of(other), 10);
        assertThat(circuits.open("target:x")).isEqualTo(other);
        Circuit half = circuits.halfOpen(other, POLICY, NOW.plusSeconds(5));
        circuits.changed(half, true, 20);
        circuits.learn(List.of(other), 15);
        assertThat(circuits.open("target:x")).isEqualTo(half);
        Circuit closed = circuits.probed(half, Verdict.WORKS, POLICY, NOW);
        circuits.changed(closed, true, 30);
        circuits.learn(List.of(half), 25);
        assertThat(circuits.anyOpen()).isFalse();
        circuits.learn(List.of(half), 35);
        assertThat(circuits.open("target:x")).isEqualTo(half);
        circuits.learn(List.of(), 40);
        assertThat(circuits.anyOpen()).isFalse();
    }

    private Circuit open() {
        record(true);
        Circuit opened = Objects.requireNonNull(record(true));
        circuits.changed(opened, true, 0);
        return opened;
    }

    private @Nullable Circuit record(boolean failed) {
        return circuits.record("type:a", failed, POLICY, NOW, 0);
    }
}
