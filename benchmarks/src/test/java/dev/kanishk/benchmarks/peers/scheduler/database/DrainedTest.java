package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Progress;
import dev.kanishk.benchmarks.peers.scheduler.database.Database.Counts;
import dev.kanishk.benchmarks.peers.scheduler.database.Drains.Drained;
import org.junit.jupiter.api.Test;

class DrainedTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Drained DRAINED =
            new Drained(
                    1_000,
                    new Progress(1_000, SECOND, 2 * SECOND, 4 * SECOND),
                    6 * SECOND,
                    new Counts(0, 0));

    @Test
    void ratesFromWhenTheFirstJobBeganUntilTheLastWasWrittenOff() {
        assertThat(DRAINED.perSecond()).isEqualTo(200);
    }

    @Test
    void comparesTheLastQuarterWithTheFirst() {
        assertThat(DRAINED.lastQuarterShare()).isEqualTo(0.5);
    }
}
