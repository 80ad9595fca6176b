package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class PaddedCountersTest {
    private static final int LINE_BYTES = 64;

    @Test
    void neighboursInAPlainArrayShareACacheLine() {
        AtomicLongArray plain = new AtomicLongArray(8);
        long bytesOfAll = (long) plain.length() * Long.BYTES;

        assertThat(bytesOfAll)
                .as("eight counters fill one line: every increment takes it from seven others")
                .isLessThanOrEqualTo(LINE_BYTES);
    }

    @Test
    void paddedNeighboursNeverShareALineWhereverTheArrayBegins() {
        PaddedCounters counters = new PaddedCounters(8);

        for (int arrayStart = 0; arrayStart < LINE_BYTES; arrayStart += Long.BYTES) {
            for (int worker = 1; worker < 8; worker++) {
                long line = (arrayStart + counters.offsetBytes(worker)) / LINE_BYTES;
                long lineBefore = (arrayStart + counters.offsetBytes(worker - 1)) / LINE_BYTES;
                assertThat(line).isGreaterThan(lineBefore);
            }
        }
    }

    @Test
    void keepsALineFreeBeforeTheFirstCounter() {
        assertThat(new PaddedCounters(1).offsetBytes(0)).isGreaterThanOrEqualTo(LINE_BYTES);
    }

    @Test
    void countsEveryIncrementOfEveryWorker() throws Exception {
        PaddedCounters counters = new PaddedCounters(4);
        CyclicBarrier start = new CyclicBarrier(4);
        Thread[] threads = new Thread[4];
        for (int worker = 0; worker < 4; worker++) {
            int own = worker;
            threads[worker] =
                    Thread.ofPlatform()
                            .start(() -> {
                                awaitAll(start);
                                for (int i = 0; i < 100_000; i++) {
                                    counters.increment(own);
                                }
                            });
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counters.sum()).isEqualTo(400_000);
        assertThat(counters.get(2)).isEqualTo(100_000);
    }

    @Test
    void rejectsAWorkerThatIsNotThere() {
        assertThatThrownBy(() -> new PaddedCounters(2).increment(2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("worker 2 of 2");
        assertThatThrownBy(() -> new PaddedCounters(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void awaitAll(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
