package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingTest {
    @Test
    void waitsUntilAConditionHolds() throws Exception {
        AtomicInteger asked = new AtomicInteger();

        boolean held = Waiting.holds(Duration.ofMinutes(1), () -> asked.incrementAndGet() == 3);

        assertThat(held).isTrue();
        assertThat(asked).hasValue(3);
    }

    @Test
    void tellsWhatItWaitedForInVain() {
        assertThatThrownBy(() -> Waiting.await("rain", Duration.ZERO, () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in vain for rain");
    }

    @Test
    void returnsNoEarlierThanTheMoment() throws Exception {
        long moment = System.nanoTime() + 2_000_000;

        Waiting.until(moment);

        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(moment);
    }

    @Test
    void endsWhenItsThreadIsToldToStop() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Waiting.until(System.nanoTime() + 60_000_000_000L))
                .isInstanceOf(InterruptedException.class);
    }
}
