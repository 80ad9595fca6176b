package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that was submitted waits for ever. */
@Timeout(60)
class FairnessTest {
    /** Submits itself again and again, so that its worker's deque is never empty. */
    private static final class Chain implements Runnable {
        private final WorkStealingPool pool;
        private final AtomicBoolean stop;

        Chain(WorkStealingPool pool, AtomicBoolean stop) {
            this.pool = pool;
            this.stop = stop;
        }

        @Override
        public void run() {
            if (!stop.get()) {
                pool.execute(this);
                pool.execute(() -> {});
            }
        }
    }

    @Test
    void submissionsFromOutsideRunWhileTasksBegetTasks() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (WorkStealingPool pool = WorkStealingPool.builder().workers(2).build()) {
            try {
                pool.execute(new Chain(pool, stop));
                pool.execute(new Chain(pool, stop));
                for (int i = 0; i < 100; i++) {
                    assertThat(pool.submit(() -> "ran").get(30, TimeUnit.SECONDS)).isEqualTo("ran");
                }
            } finally {
                stop.set(true);
            }
        }
    }

    @Test
    void tasksOfTheSameBatchRunWhileTheFirstBegetsTasks() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(15);
        try (WorkStealingPool pool = WorkStealingPool.builder().workers(1).build()) {
            try {
                occupy(pool, gate);
                pool.execute(new Chain(pool, stop));
                for (int i = 0; i < 15; i++) {
                    pool.execute(others::countDown);
                }
                gate.countDown();
                assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                stop.set(true);
            }
        }
    }

    @Test
    void aFloodInOneLaneDelaysOthersByOneBatchALane() throws Exception {
        WorkStealingPoolBuilder settings =
                WorkStealingPool.builder().workers(1).lanes(4).laneCapacity(1_024);
        PoolCore core = new PoolCore(settings);
        core.start();
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger ranBefore = new AtomicInteger(-1);
        CountDownLatch gate = new CountDownLatch(1);
        try (WorkStealingPool pool = new WorkStealingPool(core, BackPressure.BLOCK)) {
            occupy(pool, gate);
            Thread flooding = submitter(() -> ran.incrementAndGet(), pool, 1_000);
            flooding.join();
            Thread other = null;
            while (other == null) {
                Thread candidate =
                        Thread.ofPlatform()
                                .unstarted(() -> pool.execute(() -> ranBefore.set(ran.get())));
                if (core.laneOf(candidate) != core.laneOf(flooding)) {
                    other = candidate;
                }
            }
            other.start();
            other.join();
            gate.countDown();
        }
        assertThat(ran).hasValue(1_000);
        assertThat(ranBefore.get()).isBetween(0, 4 * 16);
    }

    private static Thread submitter(Runnable task, WorkStealingPool pool, int times) {
        return Thread.ofPlatform()
                .start(() -> {
                    for (int i = 0; i < times; i++) {
                        pool.execute(task);
                    }
                });
    }

    private static void occupy(WorkStealingPool pool, CountDownLatch gate) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
    }
}
