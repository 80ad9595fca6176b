package dev.kanishk.collections.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class WorkStealingPoolTest {
    private static WorkStealingPoolBuilder pool(int workers) {
        return WorkStealingPool.builder().workers(workers);
    }

    static List<IdleStrategy> idleStrategies() {
        return List.of(
                IdleStrategy.backingOff(),
                IdleStrategy.parking(),
                IdleStrategy.yielding(),
                IdleStrategy.spinning());
    }

    @ParameterizedTest
    @MethodSource("idleStrategies")
    void runsEveryTaskOnceWhateverIdleWorkersDo(IdleStrategy idle) {
        AtomicInteger ran = new AtomicInteger();
        try (WorkStealingPool pool = pool(2).idle(idle).laneCapacity(16).build()) {
            for (int i = 0; i < 5_000; i++) {
                pool.execute(() -> {
                    if (ran.incrementAndGet() % 2 == 0) {
                        pool.execute(ran::incrementAndGet);
                    }
                });
                if (i % 1_000 == 0) {
                    int submitted = i;
                    await().until(() -> ran.get() > submitted);
                }
            }
            await().until(() -> pool.metrics().executed() == pool.metrics().submitted());
        }
        assertThat(ran.get()).isGreaterThanOrEqualTo(5_000);
    }

    @Test
    void aFutureTellsTheResultOrTheFailure() throws Exception {
        try (WorkStealingPool pool = pool(2).build()) {
            assertThat(pool.submit(() -> 42).get()).isEqualTo(42);
            assertThat(pool.submit(() -> {}, "done").get()).isEqualTo("done");
            Future<Object> failing =
                    pool.submit(() -> {
                        throw new IllegalStateException("no");
                    });
            assertThatThrownBy(failing::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aThrowingTaskGoesToTheHandlerAndItsWorkerGoesOn() throws Exception {
        ConcurrentLinkedQueue<Throwable> reported = new ConcurrentLinkedQueue<>();
        try (WorkStealingPool pool =
                pool(1).uncaughtHandler(
                                (thread, failure) -> {
                                    reported.add(failure);
                                    throw new IllegalStateException("the handler fails, too");
                                })
                        .build()) {
            Thread worker = pool.submit(Thread::currentThread).get();
            pool.execute(() -> {
                throw new AssertionError("an error");
            });
            pool.execute(() -> {
                throw new IllegalArgumentException("an exception");
            });

            assertThat(pool.submit(Thread::currentThread).get()).isSameAs(worker);
            assertThat(reported)
                    .extracting(Throwable::getMessage)
                    .containsExactly("an error", "an exception");
        }
    }

    @Test
    void workersWaitForTasksOfTheirsWithoutDeadlock() throws Exception {
        try (WorkStealingPool pool = pool(1).build()) {
            Future<Integer> outer = pool.submit(() -> sumOf(pool, 6));
            assertThat(outer.get(30, TimeUnit.SECONDS)).isEqualTo(64);
        }
    }

    private static int sumOf(WorkStealingPool pool, int height) throws Exception {
        if (height == 0) {
            return 1;
        }
        Callable<Integer> half = () -> sumOf(pool, height - 1);
        int sum = 0;
        for (Future<Integer> result : pool.invokeAll(List.of(half, half))) {
            sum += result.get();
        }
        return sum;
    }

    @Test
    void invokeAnyReturnsASuccessAlsoWithinATaskOfTheOnlyWorker() throws Exception {
        Callable<String> fails =
                () -> {
                    throw new IllegalStateException("not me");
                };
        Callable<String> succeeds = () -> "me";
        try (WorkStealingPool pool = pool(1).build()) {
            assertThat(pool.invokeAny(List.of(fails, succeeds, fails))).isEqualTo("me");
            Future<String> nested = pool.submit(() -> pool.invokeAny(List.of(fails, succeeds)));
            assertThat(nested.get(30, TimeUnit.SECONDS)).isEqualTo("me");
            assertThatThrownBy(() -> pool.invokeAny(List.of(fails, fails)))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("not me");
            assertThatThrownBy(() -> pool.invokeAny(List.<Callable<String>>of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void invokeAnyGivesUpAtItsTimeAndInterruptsTheTasks() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Callable<String> waits =
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "late";
                };
        try (WorkStealingPool pool = pool(1).build()) {
            assertThatThrownBy(() -> pool.invokeAny(List.of(waits), 1, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            pool.submit(() -> {}).get();
            assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get())
                    .as("an interrupt meant for a task does not reach the next")
                    .isFalse();
        }
    }

    @Test
    void rejectsWhenTheLaneIsFullAndThatIsTheSetting() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (WorkStealingPool pool =
                pool(1).lanes(1).laneCapacity(4).whenFull(BackPressure.REJECT).build()) {
            occupy(pool, go);
            for (int i = 0; i < 4; i++) {
                pool.execute(() -> {});
            }
            assertThatThrownBy(() -> pool.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("the lane of this thread is full");
            assertThat(pool.metrics().rejected()).isOne();
            go.countDown();
        }
    }

    @Test
    void runsInTheCallerWhenTheLaneIsFullAndThatIsTheSetting() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (WorkStealingPool pool =
                pool(1).lanes(1).laneCapacity(1).whenFull(BackPressure.RUN_IN_CALLER).build()) {
            occupy(pool, go);
            pool.execute(() -> {});
            Thread[] ranIn = new Thread[1];
            pool.execute(() -> ranIn[0] = Thread.currentThread());

            assertThat(ranIn[0]).isSameAs(Thread.currentThread());
            assertThat(pool.metrics().ranInCaller()).isOne();
            go.countDown();
        }
    }

    @Test
    void blocksTheSubmitterUntilThereIsRoom() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean accepted = new AtomicBoolean();
        try (WorkStealingPool pool = pool(1).lanes(1).laneCapacity(1).build()) {
            occupy(pool, go);
            pool.execute(() -> {});
            Thread submitter =
                    Thread.ofPlatform()
                            .start(() -> {
                                pool.execute(() -> {});
                                accepted.set(true);
                            });
            await().until(() ->
                    submitter.getState() == Thread.State.WAITING
                            || submitter.getState() == Thread.State.TIMED_WAITING);
            assertThat(accepted).isFalse();

            go.countDown();
            submitter.join();
            assertThat(accepted).isTrue();
        }
    }

    @Test
    void aBlockedSubmitterIsRejectedByShutdownAndByInterrupt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WorkStealingPool pool = pool(1).lanes(1).laneCapacity(1).build();
        occupy(pool, go);
        pool.execute(() -> {});
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        Thread interrupted = submitter(pool, first);
        Thread shutOut = submitter(pool, second);
        await().until(() -> interrupted.getState() == Thread.State.TIMED_WAITING);
        await().until(() -> shutOut.getState() == Thread.State.TIMED_WAITING);

        interrupted.interrupt();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted while waiting for room");
        pool.shutdown();
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("the pool is shut down");
        go.countDown();
        pool.close();
        assertThat(pool.metrics().executed()).isEqualTo(2);
    }

    private static Thread submitter(WorkStealingPool pool, CompletableFuture<String> outcome) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        pool.execute(() -> {});
                        outcome.complete("accepted");
                    } catch (RejectedExecutionException e) {
                        outcome.complete(e.getMessage());
                    }
                });
    }

    @Test
    void aWorkerWithAFullDequeRunsItsSubmissionsInPlace() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (WorkStealingPool pool = pool(1).dequeCapacity(64).build()) {
            pool.submit(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    pool.execute(ran::incrementAndGet);
                                }
                                assertThat(ran).hasValue(36);
                            })
                    .get();
        }
        assertThat(ran).hasValue(100);
    }

    @Test
    void acceptsNothingAfterShutdownAndRunsWhatItAccepted() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        WorkStealingPool pool = pool(2).build();
        Future<String> nested =
                pool.submit(() -> {
                    go.await();
                    try {
                        pool.execute(ran::incrementAndGet);
                        return "accepted";
                    } catch (RejectedExecutionException e) {
                        return e.getMessage();
                    }
                });
        for (int i = 0; i < 100; i++) {
            pool.execute(ran::incrementAndGet);
        }
        pool.shutdown();
        assertThatThrownBy(() -> pool.execute(ran::incrementAndGet))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the pool is shut down");
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();

        go.countDown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(ran).hasValue(100);
        assertThat(nested.get()).isEqualTo("the pool is shut down");
    }

    @Test
    void shutdownNowInterruptsAndReturnsWhatHasNotBegun() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        WorkStealingPool pool = pool(1).build();
        occupyUntilInterrupted(pool, never, interrupted);
        List<Runnable> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Runnable task = () -> {};
            waiting.add(task);
            pool.execute(task);
        }
        Future<?> future = pool.submit(() -> {});

        List<Runnable> notBegun = pool.shutdownNow();

        assertThat(notBegun).hasSize(51).containsAll(waiting).contains((Runnable) future);
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.shutdownNow()).isEmpty();
        future.cancel(false);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void idleWorkersSleepAndWake() throws Exception {
        try (WorkStealingPool pool = pool(2).idle(IdleStrategy.parking()).build()) {
            for (int i = 0; i < 50; i++) {
                assertThat(pool.submit(() -> 7).get(30, TimeUnit.SECONDS)).isEqualTo(7);
            }
            await().until(() -> pool.metrics().parks() > 2);
        }
    }

    @Test
    void tasksOfOneWorkerAreStolenByTheOther() throws Exception {
        try (WorkStealingPool pool = pool(2).build()) {
            CountDownLatch both = new CountDownLatch(2);
            Future<?> outer =
                    pool.submit(() -> {
                        pool.execute(both::countDown);
                        both.countDown();
                        both.await();
                        return null;
                    });
            outer.get(30, TimeUnit.SECONDS);
            assertThat(pool.metrics().stolen()).isPositive();
        }
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> pool(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers from 1 to 1024, not 0");
        assertThatThrownBy(() -> pool(1).laneCapacity(0))
                .hasMessage("laneCapacity from 1 to 67108864, not 0");
        assertThatThrownBy(() -> pool(1).heartbeat(Duration.ZERO))
                .hasMessage("heartbeat from 1 µs to 1 s, not PT0S");
        assertThatThrownBy(() -> new IdleStrategy(-1, 0, true))
                .hasMessage("spins and yields of 0 or more, not -1 and 0");
    }

    @Test
    void manyPoolsComeAndGo() {
        IntStream.range(0, 200)
                .forEach(i -> {
                    AtomicInteger ran = new AtomicInteger();
                    try (WorkStealingPool pool = pool(3).build()) {
                        pool.execute(ran::incrementAndGet);
                    }
                    assertThat(ran).hasValue(1);
                });
    }

    private static void occupy(WorkStealingPool pool, CountDownLatch go) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            awaitQuietly(go);
        });
        begun.await();
    }

    private static void occupyUntilInterrupted(
            WorkStealingPool pool, CountDownLatch never, CompletableFuture<Boolean> interrupted)
            throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            interrupted.complete(!awaitQuietly(never));
        });
        begun.await();
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
