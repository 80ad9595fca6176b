package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final long LONG_MS = 60_000;

    @Test
    void letsInSomeHoldsSomeAndRefusesTheRest() throws Exception {
        Gate gate = new Gate(Limit.CALLS, "calls", 2, 3, LONG_MS);
        gate.enter(1);
        gate.enter(1);
        AtomicInteger entered = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                Future<?> waiting =
                        threads.submit(() -> {
                            gate.enter(1);
                            entered.incrementAndGet();
                        });
                assertThat(waiting).isNotNull();
            }
            await().until(() -> gate.waiting() == 3);
            assertThatThrownBy(() -> gate.enter(1))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            refusal -> {
                                assertThat(refusal.status().code()).isEqualTo(429);
                                assertThat(refusal.limit()).contains(Limit.CALLS);
                                assertThat(refusal.headers()).hasSize(1);
                            });
            assertThat(entered).hasValue(0);
            gate.leave(1);
            await().until(() -> entered.get() == 1);
            gate.leave(1);
            gate.leave(1);
        }
        assertThat(entered).hasValue(3);
        assertThat(gate.taken()).isEqualTo(2);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void refusesWhoHasWaitedLongEnough() {
        Gate gate = new Gate(Limit.MEMORY, "KiB", 10, 5, 1);
        gate.enter(8);
        assertThatThrownBy(() -> gate.enter(3)).hasMessageContaining("10 KiB at a time");
        assertThat(gate.waiting()).isZero();
        gate.enter(2);
        gate.leave(10);
        gate.enter(3);
        assertThat(gate.taken()).isEqualTo(3);
    }

    @Test
    void leavesNothingTakenByWhoIsInterrupted() throws Exception {
        Gate gate = new Gate(Limit.CALLS, "calls", 1, 1, LONG_MS);
        gate.enter(1);
        CountDownLatch refused = new CountDownLatch(1);
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                gate.enter(1);
                            } catch (Problem e) {
                                refused.countDown();
                            }
                        });
        await().until(() -> gate.waiting() == 1);
        waiting.interrupt();
        refused.await();
        assertThat(gate.waiting()).isZero();
        gate.leave(1);
        assertThat(gate.taken()).isZero();
    }
}
