package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool does when its users, or the machine, do not do as they should. */
@Timeout(60)
class WorkStealingPoolFailureTest {
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void aHandlerThatRethrowsTheFailureEndsNoWorker() throws Exception {
        try (WorkStealingPool pool =
                WorkStealingPool.builder()
                        .workers(1)
                        .uncaughtHandler((thread, failure) -> {
                            throw (IllegalStateException) failure;
                        })
                        .build()) {
            pool.execute(() -> {
                throw new IllegalStateException("a task's failure");
            });
            assertThat(pool.submit(() -> "ran").get(30, TimeUnit.SECONDS)).isEqualTo("ran");
        }
    }

    @Test
    void moreGuestsThanPlacesWaitForRoomWhereSubmittersRunTasks() throws Exception {
        WorkStealingPoolBuilder settings =
                WorkStealingPool.builder()
                        .workers(1)
                        .guests(1)
                        .lanes(1)
                        .laneCapacity(1)
                        .whenFull(BackPressure.RUN_IN_CALLER);
        PoolCore core = new PoolCore(settings);
        core.start();
        try (WorkStealingPool pool = new WorkStealingPool(core, BackPressure.RUN_IN_CALLER)) {
            Thread guest = occupyGuestAndWorker(pool);
            pool.execute(() -> {});
            var result =
                    CompletableFuture.supplyAsync(
                            () -> pool.invoke(new Fibonacci(), 10),
                            task -> Thread.ofPlatform().start(task));
            await().until(() -> core.lanes()[0].waiting() == 1 || result.isDone());
            gate.countDown();
            assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(55);
            guest.join();
        }
    }

    @Test
    void aComputationThatNoWorkerBeganIsRejectedWhenThePoolIsStopped() throws Exception {
        WorkStealingPool pool =
                WorkStealingPool.builder().workers(1).guests(1).laneCapacity(4).build();
        Thread guest = occupyGuestAndWorker(pool);
        long before = pool.metrics().submitted();
        var result =
                CompletableFuture.supplyAsync(
                        () -> pool.invoke(new Fibonacci(), 10),
                        task -> Thread.ofPlatform().start(task));
        await().until(() -> pool.metrics().submitted() > before);

        List<Runnable> notBegun = pool.shutdownNow();
        gate.countDown();

        assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(notBegun).isEmpty();
        guest.join();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsItsOldestTasksAlsoAfterTwoBillionTurns() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch oldest = new CountDownLatch(1);
        try (WorkStealingPool pool = WorkStealingPool.builder().workers(1).build()) {
            try {
                pool.execute(() -> {
                    ((PoolThread) Thread.currentThread()).turns = Integer.MAX_VALUE;
                    pool.execute(oldest::countDown);
                    pool.execute(new Chain(pool, stop));
                });
                assertThat(oldest.await(10, TimeUnit.SECONDS)).isTrue();
            } finally {
                stop.set(true);
            }
        }
    }

    /** A task that makes itself again, and so is always the youngest. */
    private record Chain(WorkStealingPool pool, AtomicBoolean stop) implements Runnable {
        @Override
        public void run() {
            if (!stop.get()) {
                pool.execute(this);
            }
        }
    }

    @Test
    void refusesToBeClosedByOneOfItsTasks() throws Exception {
        WorkStealingPool pool = WorkStealingPool.builder().workers(1).build();
        var closing = pool.submit(pool::close);

        assertThatThrownBy(() -> closing.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shutdown()");
        assertThat(pool.isShutdown()).isFalse();
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void endsTheThreadsThatRunIfOneCannotBeStarted() {
        PoolCore core = new PoolCore(WorkStealingPool.builder().workers(3));
        AtomicInteger started = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();

        assertThatThrownBy(() ->
                        core.start(thread -> {
                            if (started.incrementAndGet() == 3) {
                                throw new OutOfMemoryError("no native thread");
                            }
                            threads.add(thread);
                            thread.start();
                        }))
                .isInstanceOf(OutOfMemoryError.class);

        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(threads).hasSize(2);
        assertThat(core.isTerminated()).isTrue();
    }

    @Test
    void aWorkerGoesOnWhileAnotherHasTasksWaiting() {
        PoolCore core = new PoolCore(WorkStealingPool.builder().workers(2));
        core.end(PoolCore.Phase.SHUT_DOWN);
        assertThat(core.isOver(core.deque(0))).isTrue();

        core.deque(1).push(() -> {});
        assertThat(core.isOver(core.deque(0))).isFalse();
    }

    @Test
    void aLaneIsNotEmptyWhileWhatWasTakenIsOnItsWay() {
        SubmissionLane lane = new SubmissionLane(4);
        Runnable[] taken = new Runnable[4];
        lane.offer(() -> {});
        lane.offer(() -> {});
        lane.close();

        int count = lane.beginTake(taken, 4);
        assertThat(count).isEqualTo(2);
        assertThat(lane.isExhausted()).isFalse();
        lane.endTake(count);
        assertThat(lane.isExhausted()).isTrue();
    }

    @Test
    void forgetsTheTasksThatRan() throws Exception {
        List<WeakReference<Runnable>> tasks = new ArrayList<>();
        CountDownLatch ran = new CountDownLatch(8);
        try (WorkStealingPool pool = WorkStealingPool.builder().workers(1).build()) {
            occupyWorker(pool);
            for (int i = 0; i < 8; i++) {
                Object held = new Object();
                Runnable task =
                        () -> {
                            assertThat(held).isNotNull();
                            ran.countDown();
                        };
                tasks.add(new WeakReference<>(task));
                pool.execute(task);
            }
            gate.countDown();
            ran.await();
            await().until(() -> {
                System.gc();
                return tasks.stream().allMatch(task -> task.refersTo(null));
            });
        }
    }

    @Test
    void forgetsTheThreadsThatComputedAsGuests() {
        PoolCore core = new PoolCore(WorkStealingPool.builder().workers(1).guests(1));
        core.start();
        try (WorkStealingPool pool = new WorkStealingPool(core, BackPressure.BLOCK)) {
            assertThat(pool.invoke(new Fibonacci(), 5)).isEqualTo(5);
            assertThat(core.everyWorker()[1].thread()).isNull();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what is tested
    void refusesSettingsThatAreNull() {
        WorkStealingPoolBuilder settings = WorkStealingPool.builder();
        assertThatThrownBy(() -> settings.idle(null)).hasMessageContaining("strategy");
        assertThatThrownBy(() -> settings.whenFull(null)).hasMessageContaining("backPressure");
        assertThatThrownBy(() -> settings.uncaughtHandler(null)).hasMessageContaining("handler");
        assertThatThrownBy(() -> settings.name(null)).hasMessageContaining("prefix");
    }

    @Test
    void pausesAsBeforeWhenTheCountOfLooksOverflows() {
        assertThat(new IdleStrategy(5, 5, true).pause(Integer.MIN_VALUE)).isFalse();
    }

    @Test
    void manyTasksThatWaitForEachOtherEndAfterShutdown() throws Exception {
        for (int round = 0; round < 200; round++) {
            WorkStealingPool pool = WorkStealingPool.builder().workers(2).lanes(1).build();
            CountDownLatch met = new CountDownLatch(2);
            IntStream.range(0, 2)
                    .forEach(i ->
                            pool.execute(() -> {
                                met.countDown();
                                try {
                                    met.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Thread occupyGuestAndWorker(WorkStealingPool pool) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        Thread guest =
                Thread.ofPlatform()
                        .start(() ->
                                pool.invoke(
                                        () -> {
                                            inside.countDown();
                                            awaitGate();
                                        },
                                        () -> {}));
        inside.await();
        occupyWorker(pool);
        return guest;
    }

    private void occupyWorker(WorkStealingPool pool) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            awaitGate();
        });
        begun.await();
    }

    private void awaitGate() {
        boolean open = false;
        while (!open) {
            try {
                gate.await();
                open = true;
            } catch (InterruptedException e) {
                // The gate opens in any case.
            }
        }
    }
}
