package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForkJoinTest {
    private static final WorkStealingPoolBuilder EAGER_TWO = eager(2);

    private static WorkStealingPoolBuilder eager(int workers) {
        return WorkStealingPool.builder()
                .workers(workers)
                .heartbeat(Duration.ofNanos(1_000))
                .idle(new IdleStrategy(50, 1_000, true));
    }

    private static final class ArraySum extends RecursiveRange<long[]> {
        @Override
        protected long compute(Worker worker, long[] data, long from, long to) {
            if (to - from <= 16) {
                long sum = 0;
                for (int i = (int) from; i < to; i++) {
                    sum += data[i];
                }
                return sum;
            }
            long middle = (from + to) >>> 1;
            int upper = fork(worker, data, middle, to);
            long lower = compute(worker, data, from, middle);
            return lower + join(worker, upper);
        }
    }

    private static final class Reverse extends RecursiveFunction<String, String> {
        @Override
        protected String compute(Worker worker, String text) {
            if (text.length() < 2) {
                return text;
            }
            int head = fork(worker, text.substring(0, text.length() / 2));
            String tail = compute(worker, text.substring(text.length() / 2));
            return tail + join(worker, head);
        }
    }

    /** Holds its thread in the first half until somebody else has done the second. */
    private static final class Rendezvous extends RecursiveToLong<CountDownLatch> {
        @Override
        protected long compute(Worker worker, CountDownLatch met) {
            int other = new Meet().fork(worker, met);
            long spun = 0;
            while (met.getCount() > 0) {
                spun++;
                int idle = new Nothing().fork(worker, met);
                new Nothing().join(worker, idle);
            }
            return spun * 0 + new Meet().join(worker, other);
        }
    }

    private static final class Meet extends RecursiveToLong<CountDownLatch> {
        @Override
        protected long compute(Worker worker, CountDownLatch met) {
            met.countDown();
            return 42;
        }
    }

    private static final class Nothing extends RecursiveToLong<CountDownLatch> {
        @Override
        protected long compute(Worker worker, CountDownLatch met) {
            return 0;
        }
    }

    /** Throws at one leaf of a tree whose leaves are counted. */
    private static final class FailingTree extends RecursiveRange<AtomicInteger> {
        private final long failAt;

        FailingTree(long failAt) {
            this.failAt = failAt;
        }

        @Override
        protected long compute(Worker worker, AtomicInteger leaves, long from, long to) {
            if (to - from == 1) {
                leaves.incrementAndGet();
                if (from == failAt) {
                    throw new IllegalArgumentException("leaf " + from);
                }
                return 1;
            }
            long middle = (from + to) >>> 1;
            int upper = fork(worker, leaves, middle, to);
            long lower = compute(worker, leaves, from, middle);
            return lower + join(worker, upper);
        }
    }

    /** Goes on after a half has failed, and must then join its own fork, not one left behind. */
    private static final class Recovering extends RecursiveRange<AtomicInteger> {
        private final FailingTree failing = new FailingTree(0);

        @Override
        protected long compute(Worker worker, AtomicInteger leaves, long from, long to) {
            int own = failing.fork(worker, leaves, 100, 101);
            long failed = 0;
            try {
                failing.compute(worker, leaves, 0, 64);
            } catch (IllegalArgumentException e) {
                failed = 1_000;
            }
            return failed + failing.join(worker, own);
        }
    }

    @Test
    void computesWhatTheSequentialProgramDoesWithAnyNumberOfWorkers() {
        long[] data = new SplittableRandom(7).longs(100_000).toArray();
        long sum = IntStream.range(0, data.length).mapToLong(i -> data[i]).sum();
        for (int workers = 1; workers <= 4; workers++) {
            try (WorkStealingPool pool = eager(workers).build()) {
                assertThat(pool.invoke(new Fibonacci(), 24)).isEqualTo(46_368);
                assertThat(pool.invoke(new ArraySum(), data, 0, data.length)).isEqualTo(sum);
                assertThat(pool.invoke(new Reverse(), "no lemon, no melon, no stealing"))
                        .isEqualTo("gnilaets on ,nolem on ,nomel on");
            }
        }
    }

    @Test
    void anIdleWorkerTakesAForkWhileItsOwnerIsBusy() {
        try (WorkStealingPool pool = EAGER_TWO.build()) {
            assertThat(pool.invoke(new Rendezvous(), new CountDownLatch(1))).isEqualTo(42);

            PoolMetrics metrics = pool.metrics();
            assertThat(metrics.stolen()).isPositive();
            assertThat(metrics.promoted()).isPositive();
        }
    }

    @Test
    void aComputationMayBeStartedFromWithinATask() throws Exception {
        try (WorkStealingPool pool = EAGER_TWO.build()) {
            Future<Long> inTask = pool.submit(() -> pool.invoke(new Fibonacci(), 20));
            assertThat(inTask.get()).isEqualTo(6_765);
        }
    }

    @Test
    void closuresRunInParallelAndNest() {
        try (WorkStealingPool pool = EAGER_TWO.build()) {
            AtomicInteger leaves = new AtomicInteger();
            runTree(pool, leaves, 10);
            assertThat(leaves).hasValue(1_024);
        }
    }

    private static void runTree(WorkStealingPool pool, AtomicInteger leaves, int height) {
        if (height == 0) {
            leaves.incrementAndGet();
        } else {
            pool.invoke(
                    () -> runTree(pool, leaves, height - 1),
                    () -> runTree(pool, leaves, height - 1));
        }
    }

    @Test
    void aFailureAnywhereComesOutAndLeavesTheWorkersClean() {
        try (WorkStealingPool pool = eager(3).build()) {
            for (int failAt = 0; failAt < 256; failAt++) {
                FailingTree tree = new FailingTree(failAt);
                int leaf = failAt;
                assertThatThrownBy(() -> pool.invoke(tree, new AtomicInteger(), 0, 256))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("leaf " + leaf);
            }
            AtomicInteger leaves = new AtomicInteger();
            assertThat(pool.invoke(new FailingTree(-1), leaves, 0, 4_096)).isEqualTo(4_096);
            assertThat(leaves).hasValue(4_096);
        }
    }

    @Test
    void joinsItsOwnForkAfterAHalfHasFailed() {
        try (WorkStealingPool pool = EAGER_TWO.build()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(pool.invoke(new Recovering(), new AtomicInteger(), 0, 1))
                        .isEqualTo(1_001);
            }
        }
    }

    @Test
    void refusesForksThatAreNotOpen() {
        RecursiveLong joinsTwice =
                new RecursiveLong() {
                    @Override
                    protected long compute(Worker worker, long n) {
                        if (n == 0) {
                            return 0;
                        }
                        int fork = fork(worker, 0);
                        return join(worker, fork) + join(worker, fork);
                    }
                };
        RecursiveLong forgets =
                new RecursiveLong() {
                    @Override
                    protected long compute(Worker worker, long n) {
                        return 1L + fork(worker, 0);
                    }
                };
        RecursiveLong forksForEver =
                new RecursiveLong() {
                    @Override
                    protected long compute(Worker worker, long n) {
                        while (true) {
                            fork(worker, 0);
                        }
                    }
                };
        try (WorkStealingPool pool = WorkStealingPool.builder().workers(1).build()) {
            assertThatThrownBy(() -> pool.invoke(joinsTwice, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("fork 0 is not open, 0 are");
            assertThatThrownBy(() -> pool.invoke(forgets, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("1 forks were not joined: join what you fork");
            assertThatThrownBy(() -> pool.invoke(forksForEver, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("65536 forks are open");
            assertThat(pool.invoke(new Fibonacci(), 10)).isEqualTo(55);
        }
    }

    @Test
    void moreGuestsThanPlacesAreComputedForByWorkers() throws Exception {
        try (WorkStealingPool pool = eager(2).guests(1).build();
                WorkStealingPool callers = WorkStealingPool.builder().workers(6).build()) {
            Callable<Long> call = () -> pool.invoke(new Fibonacci(), 18);
            for (Future<Long> result :
                    callers.invokeAll(IntStream.range(0, 200).mapToObj(i -> call).toList())) {
                assertThat(result.get()).isEqualTo(2_584);
            }
        }
    }

    @Test
    void refusesToComputeAfterShutdown() throws Exception {
        WorkStealingPool pool = WorkStealingPool.builder().workers(1).build();
        pool.shutdown();

        assertThatThrownBy(() -> pool.invoke(new Fibonacci(), 3))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the pool is shut down");
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
}
