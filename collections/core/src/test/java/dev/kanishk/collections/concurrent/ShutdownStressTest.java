package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However and whenever the pool ends: an accepted task runs or is returned, once. */
@Timeout(120)
class ShutdownStressTest {
    private static final int ROUNDS = 80;

    private static final class CountedTask implements Runnable {
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger returns = new AtomicInteger();
        private final WorkStealingPool pool;
        private final ConcurrentLinkedQueue<CountedTask> accepted;
        private final int children;

        CountedTask(
                WorkStealingPool pool, ConcurrentLinkedQueue<CountedTask> accepted, int children) {
            this.pool = pool;
            this.accepted = accepted;
            this.children = children;
        }

        @Override
        public void run() {
            runs.incrementAndGet();
            for (int i = 0; i < children; i++) {
                new CountedTask(pool, accepted, i == 0 ? children - 1 : 0).submit();
            }
        }

        boolean submit() {
            try {
                pool.execute(this);
                accepted.add(this);
                return true;
            } catch (RejectedExecutionException e) {
                assertThat(runs).as("rejected, and yet it ran").hasValue(0);
                return false;
            }
        }
    }

    @Test
    void noTaskIsLostOrRunTwice() throws Exception {
        long seed = System.nanoTime();
        System.out.println("shutdown stress, seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            endAtARandomMoment(random.split());
        }
    }

    private static void endAtARandomMoment(SplittableRandom random) throws Exception {
        WorkStealingPool pool =
                WorkStealingPool.builder()
                        .workers(1 + random.nextInt(4))
                        .lanes(1 << random.nextInt(3))
                        .laneCapacity(1 << random.nextInt(8))
                        .dequeCapacity(64)
                        .whenFull(
                                random.nextBoolean()
                                        ? BackPressure.BLOCK
                                        : BackPressure.RUN_IN_CALLER)
                        .idle(
                                random.nextBoolean()
                                        ? IdleStrategy.backingOff()
                                        : IdleStrategy.parking())
                        .build();
        ConcurrentLinkedQueue<CountedTask> accepted = new ConcurrentLinkedQueue<>();
        AtomicInteger submissions = new AtomicInteger();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SplittableRandom own = random.split();
            submitters.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                while (new CountedTask(pool, accepted, own.nextInt(4)).submit()) {
                                    submissions.incrementAndGet();
                                }
                            }));
        }
        int moment = random.nextInt(2_000);
        while (submissions.get() < moment) {
            Thread.onSpinWait();
        }
        boolean now = random.nextBoolean();
        List<Runnable> returned = List.of();
        if (now) {
            returned = pool.shutdownNow();
        } else {
            pool.shutdown();
        }
        for (Thread submitter : submitters) {
            submitter.join();
        }
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        returned.forEach(task -> ((CountedTask) task).returns.incrementAndGet());
        for (CountedTask task : accepted) {
            assertThat(task.runs.get() + task.returns.get())
                    .as("runs %s, returned %s", task.runs, task.returns)
                    .isEqualTo(1);
        }
        PoolMetrics metrics = pool.metrics();
        assertThat(metrics.executed() + returned.size()).isEqualTo(metrics.submitted());
        assertThat(metrics.submitted() + metrics.ranInCaller()).isEqualTo(accepted.size());
    }
}
