package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShardTest {
    private final FakeEngine.Setup setup = new FakeEngine.Setup();

    @Test
    void tellsWhatIsDurableAndNothingElse() throws Exception {
        FakeLog log = FakeLog.byHand();
        try (FakeEngine fake = new FakeEngine(setup, log)) {
            fake.order(0, 1, Side.BUY, 10);
            fake.order(0, 2, Side.BUY, 10);
            fake.order(0, 3, Side.SELL, 10);
            Await.until(() -> fake.engine.metrics(0).commands() == 4);
            assertThat(fake.told).isEmpty();

            log.becomeDurable(3);
            Await.until(() -> fake.told.size() == 2);
            assertThat(fake.told).containsExactly("accepted 1", "accepted 2");
            assertThat(fake.engine.metrics(0).toldSequence()).isEqualTo(3);

            log.becomeDurable(4);
            Await.until(() -> fake.told.size() == 4);
            assertThat(fake.told).endsWith("accepted 3", "trade 1 3");
        }
        assertThat(log.isClosed()).isTrue();
    }

    @Test
    void tellsNothingAfterItsLogFailed() throws Exception {
        FakeLog log = FakeLog.byHand();
        FakeLog other = FakeLog.fast();
        try (FakeEngine fake = new FakeEngine(setup, log, other)) {
            fake.order(0, 1, Side.BUY, 10);
            Await.until(() -> fake.engine.metrics(0).commands() == 2);
            log.becomeDurable(1);
            fake.order(0, 2, Side.BUY, 10);
            Await.until(() -> fake.engine.metrics(0).toldSequence() == 1);

            log.failFromNowOn();
            Await.until(() -> fake.engine.metrics(0).status() == ShardStatus.FAILED);
            Await.until(() -> !fake.told.isEmpty());
            assertThat(fake.told).hasSize(1);
            assertThat(fake.told.getFirst())
                    .startsWith("shard 0 failed: force of 0000000001.journal failed");

            assertThatThrownBy(() -> fake.order(0, 3, Side.BUY, 10))
                    .isInstanceOf(ShardFailedException.class)
                    .hasMessageContaining("shard 0")
                    .hasMessageContaining("Input/output error");
            assertThat(fake.order(1, 4, Side.BUY, 10)).isTrue();
            Await.until(() -> fake.told.contains("accepted 4"));
            assertThatThrownBy(() -> fake.engine.position(0).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ShardFailedException.class);

            Command kill = new Command();
            kill.action = Action.KILL_SWITCH;
            kill.account = 1;
            assertThat(fake.engine.submit(kill)).isTrue();
            Await.until(() -> fake.told.contains("done KILL_SWITCH in 1 0"));
            assertThat(fake.told).doesNotContain("accepted 1", "accepted 2");
        }
        assertThat(log.isClosed()).isTrue();
    }

    @Test
    void failsWhereItsBooksThrow() throws Exception {
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast())) {
            fake.order(0, 1, Side.BUY, 10);
            Await.until(() -> fake.told.contains("accepted 1"));
            fake.order(0, 666, Side.BUY, 10);
            Await.until(() -> fake.engine.metrics(0).status() == ShardStatus.FAILED);
            assertThatThrownBy(() -> fake.order(0, 2, Side.BUY, 10))
                    .isInstanceOf(ShardFailedException.class)
                    .hasRootCauseInstanceOf(ArithmeticException.class);
            Await.until(() -> fake.told.contains("shard 0 failed: poisonous order"));
        }
    }

    @Test
    void goesOnWhereItsListenerThrows() throws Exception {
        setup.listener =
                plain ->
                        new BookListener() {
                            @Override
                            public void onAccepted(Command command) {
                                plain.onAccepted(command);
                                Thread.currentThread().interrupt();
                                if (command.orderId == 1) {
                                    throw new IllegalStateException("no socket");
                                }
                            }

                            @Override
                            public void onTrade(Trade trade) {
                                plain.onTrade(trade);
                            }
                        };
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast())) {
            fake.order(0, 1, Side.BUY, 10);
            fake.order(0, 2, Side.SELL, 10);
            Await.until(() -> fake.told.size() == 4);
            assertThat(fake.told)
                    .containsExactly(
                            "accepted 1",
                            "listener 0 failed: no socket",
                            "accepted 2",
                            "trade 1 2");
            Await.until(() -> fake.engine.metrics(0).listenerFailures() == 1);
            assertThat(fake.engine.metrics(0).status()).isEqualTo(ShardStatus.RUNNING);
        }
    }

    @Test
    void failsWhereItsListenerThrowsAnError() throws Exception {
        setup.listener =
                plain ->
                        new BookListener() {
                            @Override
                            public void onAccepted(Command command) {
                                throw new AssertionError("impossible");
                            }
                        };
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast())) {
            fake.order(0, 1, Side.BUY, 10);
            Await.until(() -> fake.told.contains("shard 0 failed: impossible"));
        }
    }

    @Test
    void runsAheadOfTheDiskAsFarAsItsEventsHaveRoom() throws Exception {
        setup.eventBufferBytes = 1 << 13;
        setup.ringCapacity = 1 << 10;
        FakeLog log = FakeLog.byHand();
        try (FakeEngine fake = new FakeEngine(setup, log)) {
            for (int i = 0; i < 500; i++) {
                assertThat(fake.order(0, i, Side.BUY, 1)).isTrue();
            }
            Await.until(() -> fake.engine.metrics(0).waitsForDisk() == 1);
            assertThat(log.lastSequence()).isBetween(10L, 100L);
            assertThat(fake.told).isEmpty();
            Thread disk =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (log.durableSequence() < 501) {
                                    log.becomeDurable(log.lastSequence());
                                    Thread.onSpinWait();
                                }
                            });
            disk.join();
            Await.until(() -> fake.told.size() == 500);
        }
    }

    @Test
    void tellsACommandOfMoreEventsThanTheBufferHolds() throws Exception {
        setup.eventBufferBytes = 1 << 12;
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast())) {
            for (int i = 0; i < 200; i++) {
                Await.until(() -> fake.engine.metrics(0).waiting() < 32);
                assertThat(fake.order(0, i, Side.BUY, 1)).isTrue();
            }
            fake.order(0, 1000, Side.SELL, 200);
            Await.until(() -> fake.told.size() == 401);
            for (int i = 0; i < 200; i++) {
                assertThat(fake.told.get(201 + i)).isEqualTo("trade " + i + " 1000");
            }
        }
    }

    @Test
    void refusesWhatItsRingHasNoRoomFor() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        setup.ringCapacity = 4;
        setup.listener = plain -> blocking(plain, entered, goOn);
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast(), FakeLog.fast())) {
            fake.order(0, 1, Side.BUY, 1);
            entered.await();
            for (int i = 2; i < 6; i++) {
                assertThat(fake.order(0, i, Side.BUY, 1)).isTrue();
            }
            assertThat(fake.order(0, 6, Side.BUY, 1)).isFalse();
            Command command = new Command();
            command.action = Action.DISCONNECT;
            command.session = 1;
            assertThat(fake.engine.submit(command)).as("all shards or none").isFalse();
            assertThat(fake.engine.submit(command, 1_000_000)).isFalse();

            CompletableFuture<Boolean> waiting =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return fake.engine.submit(command, Long.MAX_VALUE);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            goOn.countDown();
            assertThat(waiting.get()).isTrue();
            Await.until(() -> fake.told.contains("done DISCONNECT in 1 0"));
            Await.until(() -> fake.told.contains("done DISCONNECT in 0 0"));
            assertThat(fake.told)
                    .containsOnlyOnce("done DISCONNECT in 0 0", "done DISCONNECT in 1 0");
        }
    }

    private static BookListener blocking(
            BookListener plain, CountDownLatch entered, CountDownLatch goOn) {
        return new BookListener() {
            @Override
            public void onAccepted(Command command) {
                entered.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                plain.onAccepted(command);
            }

            @Override
            public void onDone(Command command, long count) {
                plain.onDone(command, count);
            }
        };
    }

    @Test
    void movesItsClockOnByItselfWhenSomethingIsDue() throws Exception {
        AtomicLong now = new AtomicLong(1_000);
        setup.clock = now::get;
        setup.timeIntervalNanos = 1;
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast())) {
            Command order = new Command();
            order.action = Action.NEW;
            order.instrument = 0;
            order.orderId = 1;
            order.price = 100;
            order.quantity = 5;
            order.expireTimeNanos = 5_000;
            fake.engine.submit(order);
            Await.until(() -> fake.told.contains("accepted 1"));
            assertThat(fake.engine.position(0).get().sequence()).isEqualTo(2);
            now.set(4_999);
            assertThat(fake.engine.position(0).get().sequence()).isEqualTo(2);

            now.set(5_000);
            Await.until(() -> fake.told.contains("done TIME in 0 1"));
            now.set(50_000);
            assertThat(fake.engine.position(0).get().sequence()).isEqualTo(3);
            assertThat(fake.engine.metrics(0).timeCommands()).isEqualTo(1);
        }
    }

    @Test
    void givesCommandsWithoutATimeItsClocksAndNeverGoesBack() throws Exception {
        AtomicLong now = new AtomicLong(1_000);
        setup.clock = now::get;
        setup.listener =
                plain ->
                        new BookListener() {
                            @Override
                            public void onAccepted(Command command) {
                                plain.onAccepted(command);
                                command.orderId = command.timeNanos;
                                plain.onAccepted(command);
                            }
                        };
        try (FakeEngine fake = new FakeEngine(setup, FakeLog.fast())) {
            fake.order(0, 1, Side.BUY, 1);
            Await.until(() -> fake.told.size() == 2);
            now.set(500);
            fake.order(0, 2, Side.BUY, 1);
            Await.until(() -> fake.told.size() == 4);
            Command late = new Command();
            late.action = Action.NEW;
            late.instrument = 0;
            late.orderId = 3;
            late.quantity = 1;
            late.price = 100;
            late.timeNanos = 7_000;
            fake.engine.submit(late);
            Await.until(() -> fake.told.size() == 6);
            fake.order(0, 4, Side.BUY, 1);
            Await.until(() -> fake.told.size() == 8);
            assertThat(fake.told)
                    .containsExactly(
                            "accepted 1",
                            "accepted 1000",
                            "accepted 2",
                            "accepted 1000",
                            "accepted 3",
                            "accepted 7000",
                            "accepted 4",
                            "accepted 7000");
        }
    }

    @Test
    void endsWhenAllThatWasAcceptedIsTold() throws Exception {
        FakeEngine fake = new FakeEngine(setup, FakeLog.fast());
        for (int i = 0; i < 60; i++) {
            fake.order(0, i, Side.BUY, 1);
        }
        fake.close();
        assertThat(fake.told).hasSize(60);
        assertThat(fake.engine.metrics(0).status()).isEqualTo(ShardStatus.CLOSED);
        assertThatThrownBy(() -> fake.order(0, 100, Side.BUY, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(fake.engine.position(0)).isCompletedExceptionally();
        fake.close();
    }

    @Test
    void closingFailsWhereWhatWasAcceptedCannotBeMadeDurable() throws Exception {
        FakeLog log = FakeLog.byHand();
        FakeEngine fake = new FakeEngine(setup, log);
        fake.order(0, 1, Side.BUY, 10);
        Await.until(() -> fake.engine.metrics(0).commands() == 2);
        CompletableFuture<Throwable> closing =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        fake.close();
                        return new AssertionError("closed");
                    } catch (IOException e) {
                        return e;
                    }
                });
        Await.until(() -> isClosed(fake));
        log.failFromNowOn();
        assertThat(closing.get())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("shard 0")
                .hasMessageContaining("Input/output error");
        fake.close();
    }

    private static boolean isClosed(FakeEngine fake) {
        try {
            fake.order(0, 2, Side.BUY, 10);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Test
    void closingDoesNotTellAgainWhatHadFailedBefore() throws Exception {
        FakeLog log = FakeLog.byHand();
        FakeEngine fake = new FakeEngine(setup, log);
        log.failFromNowOn();
        Await.until(() -> fake.engine.metrics(0).status() == ShardStatus.FAILED);
        fake.close();
    }

    @Test
    void cannotBeClosedByItsListener() throws Exception {
        FakeEngine[] self = new FakeEngine[1];
        setup.listener =
                plain ->
                        new BookListener() {
                            @Override
                            public void onAccepted(Command command) {
                                try {
                                    self[0].close();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e.getMessage(), e);
                                }
                            }
                        };
        self[0] = new FakeEngine(setup, FakeLog.fast());
        self[0].order(0, 1, Side.BUY, 1);
        Await.until(() -> !self[0].told.isEmpty());
        assertThat(self[0].told.getFirst()).contains("a listener cannot close its engine");
        self[0].close();
    }
}
