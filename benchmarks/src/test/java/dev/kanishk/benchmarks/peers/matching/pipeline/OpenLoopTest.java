package dev.kanishk.benchmarks.peers.matching.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final long PER_SECOND = 1_000;
    private static final long PAUSE_MILLIS = 200;

    private final Arrivals arrivals = new Arrivals();

    @Test
    void countsTheWaitOfAllThatWasDueDuringAPause() {
        // The hundredth command blocks for as long as two hundred others need to become due.
        OpenLoop loop = new OpenLoop(this::completeWithAPause, arrivals);

        OpenLoop.Paced run = loop.paced(PER_SECOND, 1);

        assertThat(run.nanos().getTotalCount()).isEqualTo(PER_SECOND);
        long late =
                run.nanos()
                        .getCountBetweenValues(
                                TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS / 2),
                                Long.MAX_VALUE / 2);
        assertThat(late).isGreaterThanOrEqualTo(PER_SECOND * PAUSE_MILLIS / 1_000 / 2 - 1);
    }

    @Test
    void offersACommandAgainUntilThereIsRoom() {
        long[] refusals = {0};
        OpenLoop loop =
                new OpenLoop(
                        number -> {
                            if (++refusals[0] % 3 != 0) {
                                return false;
                            }
                            arrivals.complete(number);
                            return true;
                        },
                        arrivals);

        loop.flatOut(1_000);

        assertThat(arrivals.completed()).isEqualTo(1_000);
        assertThat(refusals[0]).isEqualTo(3_000);
    }

    @Test
    void numbersCommandsOnFromRunToRun() {
        OpenLoop loop = new OpenLoop(this::complete, arrivals);

        loop.flatOut(10);
        OpenLoop.Paced run = loop.paced(PER_SECOND, 0.01);

        assertThat(arrivals.completed()).isEqualTo(20);
        assertThat(run.nanos().getTotalCount()).isEqualTo(10);
    }

    private boolean complete(long number) {
        arrivals.complete(number);
        return true;
    }

    private boolean completeWithAPause(long number) {
        if (number == 100) {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }
        return complete(number);
    }
}
