package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunCountTest {
    @Test
    void remembersWhenTheFirstAQuarterAndThreeQuartersBegan() {
        RunCount count = new RunCount(8);

        count.run(1);
        Contender.Progress first = count.progress();
        count.run(2);
        Contender.Progress quarter = count.progress();
        for (int job = 3; job <= 6; job++) {
            count.run(job);
        }
        Contender.Progress threeQuarters = count.progress();

        assertThat(first.runs()).isEqualTo(1);
        assertThat(first.firstNanos()).isNotZero();
        assertThat(first.quarterNanos()).isZero();
        assertThat(quarter.quarterNanos()).isGreaterThanOrEqualTo(first.firstNanos());
        assertThat(quarter.threeQuartersNanos()).isZero();
        assertThat(threeQuarters.threeQuartersNanos())
                .isGreaterThanOrEqualTo(quarter.quarterNanos());
        assertThat(threeQuarters.runs()).isEqualTo(6);
    }

    @Test
    void countsARunThatCameTwice() {
        RunCount count = new RunCount(1);

        count.run(7);
        count.run(7);

        assertThat(count.progress().runs()).isEqualTo(2);
    }
}
