package dev.kanishk.collections.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ObjectPoolTest {
    private static final PoolOptions CHECKING = PoolOptions.concurrent().withChecking(true);

    private static final class Item {
        int value;
    }

    static List<PoolOptions> everyKind() {
        return List.of(
                new PoolOptions(false, false),
                new PoolOptions(false, true),
                new PoolOptions(true, false),
                new PoolOptions(true, true));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void makesAllObjectsBeforehandAndLendsEachOnce(PoolOptions options) {
        AtomicInteger made = new AtomicInteger();
        ObjectPool<Integer> pool = ObjectPool.of(1_000, made::getAndIncrement, options);
        assertThat(made).hasValue(1_000);

        List<Integer> lent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lent.add(pool.acquire());
        }
        assertThat(lent).doesNotHaveDuplicates();
        assertThat(pool.available()).isZero();
        assertThat(made).hasValue(1_000);

        lent.forEach(pool::release);
        assertThat(pool.available()).isEqualTo(1_000);
        pool.close();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void anEmptyPoolFailsOrReturnsNullOrTimesOutAsAsked(PoolOptions options) {
        ObjectPool<Item> pool = ObjectPool.of(1, Item::new, options);
        Item only = pool.acquire();

        assertThat(pool.tryAcquire()).isNull();
        assertThatThrownBy(pool::acquire)
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessage("all 1 objects are in use");
        assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(1)))
                .isInstanceOf(
                        options.confined() ? PoolExhaustedException.class : TimeoutException.class);
        pool.release(only);
        assertThat(pool.acquire()).isSameAs(only);
    }

    @Test
    void lendsTheObjectReleasedLastFirst() {
        ObjectPool<Item> pool = ObjectPool.of(3, Item::new);
        Item first = pool.acquire();
        Item second = pool.acquire();
        pool.release(second);
        pool.release(first);

        assertThat(pool.acquire()).isSameAs(first);
    }

    @Test
    void aWaiterGetsWhatIsReleased() throws Exception {
        ObjectPool<Item> pool = ObjectPool.of(1, Item::new);
        Item only = pool.acquire();
        CompletableFuture<Item> received = new CompletableFuture<>();
        Thread waiter =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                received.complete(pool.acquire(Duration.ofSeconds(30)));
                            } catch (Exception e) {
                                received.completeExceptionally(e);
                            }
                        });
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        pool.release(only);

        assertThat(received.get(30, TimeUnit.SECONDS)).isSameAs(only);
    }

    @Test
    void refusesMoreReleasesThanAcquisitionsEvenUnchecked() {
        for (boolean confined : new boolean[] {false, true}) {
            ObjectPool<Item> pool = ObjectPool.of(2, Item::new, new PoolOptions(confined, false));
            assertThatThrownBy(() -> pool.release(new Item()))
                    .isInstanceOf(PoolMisuseException.class)
                    .hasMessageStartingWith("more releases than acquisitions");
        }
    }

    @Test
    void checkingFindsADoubleReleaseWithTheFirstOne() {
        ObjectPool<Item> pool = ObjectPool.of(2, Item::new, CHECKING);
        Item item = pool.acquire();
        Item other = pool.acquire();
        pool.release(item);

        assertThatThrownBy(() -> pool.release(item))
                .isInstanceOf(PoolMisuseException.class)
                .hasMessage("object 0 was released twice; the cause is the first release")
                .cause()
                .hasStackTraceContaining("checkingFindsADoubleReleaseWithTheFirstOne");
        pool.release(other);
    }

    @Test
    void checkingFindsAForeignObject() {
        ObjectPool<String> pool = ObjectPool.of(1, () -> "mine", CHECKING);
        pool.acquire();
        assertThatThrownBy(() -> pool.release("yours"))
                .isInstanceOf(PoolMisuseException.class)
                .hasMessage("foreign object: this pool has not made yours");
    }

    @Test
    void checkingReportsLeaksWithTheStacksOfTheirAcquisitions() {
        ObjectPool<Item> pool = ObjectPool.of(3, Item::new, CHECKING);
        pool.acquire().value = 1;
        pool.release(pool.acquire());

        assertThat(pool.inUse())
                .singleElement()
                .satisfies(leak -> {
                    assertThat(leak.item()).isZero();
                    assertThat(leak.thread()).isEqualTo(Thread.currentThread().getName());
                    assertThat(leak.stack())
                            .hasStackTraceContaining("checkingReportsLeaksWithTheStacks");
                });
        assertThatThrownBy(pool::close)
                .isInstanceOf(PoolMisuseException.class)
                .hasMessage("1 of 3 were never released; see the suppressed stacks")
                .satisfies(leak -> assertThat(leak.getSuppressed()).hasSize(1));
    }

    @Test
    void checkingKeepsOtherThreadsOutOfAConfinedPool() throws Exception {
        ObjectPool<Item> pool =
                ObjectPool.of(1, Item::new, PoolOptions.singleThreaded().withChecking(true));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        pool.acquire();
                    } catch (PoolMisuseException e) {
                        failure.complete(e);
                    }
                });
        assertThat(failure.get(30, TimeUnit.SECONDS))
                .hasMessageStartingWith("a pool confined to thread");
    }

    @Test
    void aFactoryThatReturnsAnObjectTwiceOrNoneIsRefused() {
        Item only = new Item();
        assertThatThrownBy(() -> ObjectPool.of(2, () -> only, CHECKING))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ObjectPool.of(0, Item::new))
                .hasMessage("capacity of 1 or more, not 0");
    }

    @Test
    void noObjectIsEverHeldByTwoThreads() throws Exception {
        ObjectPool<Item> pool = ObjectPool.of(3, Item::new, CHECKING);
        int rounds = 20_000;
        List<Thread> threads = new ArrayList<>();
        AtomicInteger shared = new AtomicInteger();
        for (int t = 0; t < 4; t++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < rounds; i++) {
                                    Item item = pool.tryAcquire();
                                    if (item != null) {
                                        if (++item.value != 1) {
                                            shared.incrementAndGet();
                                        }
                                        item.value--;
                                        pool.release(item);
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shared).hasValue(0);
        assertThat(pool.available()).isEqualTo(3);
        pool.close();
    }
}
