package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.benchmarks.peers.scheduler.database.WorkerProcess.Begun;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StartLatencyTest {
    @Test
    void readsTheLineThatAWorkerProcessPrints() {
        assertThat(WorkerProcess.parse("begun 123 456")).isEqualTo(new Begun(123, 456));
    }

    @Test
    void readsTheLineThatTellsHowFarNodeIs() {
        assertThat(NodeContender.progress("progress 4 10 20 30"))
                .isEqualTo(new Contender.Progress(4, 10, 20, 30));
    }

    @Test
    void countsEachJobFromWhenItWasDueToItsFirstBegin() {
        Histogram nanos =
                Processes.latencies(
                        List.of(
                                new Begun(1_000, 1_500),
                                new Begun(2_000, 2_100),
                                new Begun(1_000, 9_000)),
                        1_000);

        assertThat(nanos.getTotalCount()).isEqualTo(2);
        assertThat(nanos.getMaxValue()).isEqualTo(500);
        assertThat(nanos.getMinNonZeroValue()).isEqualTo(100);
    }

    @Test
    void refusesJobsThatBeganBeforeTheyWereDue() {
        assertThatThrownBy(() -> Processes.latencies(List.of(new Begun(2_000, 1_900)), 1_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("100 ns before it was due");
    }

    @Test
    void leavesOutJobsThatWereDueBeforeTheWorkerWasWarm() {
        Histogram nanos = Processes.latencies(List.of(new Begun(999, 5_000)), 1_000);

        assertThat(nanos.getTotalCount()).isZero();
    }
}
