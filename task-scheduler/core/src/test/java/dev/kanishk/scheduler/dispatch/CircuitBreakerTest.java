package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long OPEN_FOR = 1_000;

    private final CircuitBreaker breaker =
            new CircuitBreaker(new BreakerPolicy(4, 2, Duration.ofNanos(OPEN_FOR)));

    @Test
    void opensWhenEnoughOfTheLastAttemptsFailed() {
        breaker.failed(0);
        assertThat(breaker.permits(8, 0, 0)).isEqualTo(8);

        breaker.failed(1);

        assertThat(breaker.state(1)).isEqualTo(CircuitState.OPEN);
        assertThat(breaker.permits(8, 0, 1)).isZero();
        assertThat(breaker.opened()).isEqualTo(1);
    }

    @Test
    void forgetsFailuresThatLeftTheWindow() {
        breaker.failed(0);
        for (int i = 0; i < 4; i++) {
            breaker.succeeded(0);
        }

        breaker.failed(0);

        assertThat(breaker.state(0)).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void letsOneJobThroughAfterItsTime() {
        open();

        assertThat(breaker.state(OPEN_FOR)).isEqualTo(CircuitState.HALF_OPEN);
        assertThat(breaker.permits(8, 0, OPEN_FOR)).isEqualTo(1);
        assertThat(breaker.permits(8, 1, OPEN_FOR)).isZero();
    }

    @Test
    void closesWhenTheOneWorks() {
        open();

        breaker.succeeded(OPEN_FOR);

        assertThat(breaker.state(OPEN_FOR)).isEqualTo(CircuitState.CLOSED);
        breaker.failed(OPEN_FOR);
        assertThat(breaker.state(OPEN_FOR)).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void opensAgainWhenTheOneFails() {
        open();

        breaker.failed(OPEN_FOR);

        assertThat(breaker.state(OPEN_FOR + 1)).isEqualTo(CircuitState.OPEN);
        assertThat(breaker.state(2 * OPEN_FOR)).isEqualTo(CircuitState.HALF_OPEN);
        assertThat(breaker.opened()).isEqualTo(1);
    }

    @Test
    void isNotMovedByLateResultsWhileOpen() {
        open();

        breaker.succeeded(OPEN_FOR - 1);
        breaker.failed(OPEN_FOR - 1);

        assertThat(breaker.state(OPEN_FOR - 1)).isEqualTo(CircuitState.OPEN);
        assertThat(breaker.state(OPEN_FOR)).isEqualTo(CircuitState.HALF_OPEN);
    }

    private void open() {
        breaker.failed(0);
        breaker.failed(0);
    }
}
