package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Handed;
import dev.kanishk.benchmarks.peers.scheduler.database.SchedulerEngine.Client;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CallersTest {
    /** Takes jobs when as many calls have come as there are callers. */
    private static final class Together implements Client {
        private final CyclicBarrier barrier;
        private final Queue<Long> jobs = new ConcurrentLinkedQueue<>();

        private Together(CyclicBarrier barrier) {
            this.barrier = barrier;
        }

        @Override
        public void enqueue(long number) throws Exception {
            barrier.await();
            jobs.add(number);
        }

        @Override
        public void enqueue(long firstNumber, int count) {
            throw new AssertionError("no batches");
        }

        @Override
        public void close() {}
    }

    @Test
    void burstsHandInEachJobOnceAndTimeEachCall() throws Exception {
        Together client = new Together(new CyclicBarrier(4));
        Histogram calls = new ConcurrentHistogram(3);

        Handed handed = new Callers(client, 4).burst(40, calls);

        assertThat(handed.jobs()).isEqualTo(40);
        assertThat(client.jobs)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 40).boxed().toList());
        assertThat(calls.getTotalCount()).isEqualTo(40);
    }

    @Test
    void eachCallerKeepsToTheClientOfItsProcess() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(4);
        List<Together> processes = List.of(new Together(barrier), new Together(barrier));

        new Callers(List.copyOf(processes), 4).burst(40, new ConcurrentHistogram(3));

        assertThat(processes).allMatch(process -> process.jobs.size() == 20);
    }
}
