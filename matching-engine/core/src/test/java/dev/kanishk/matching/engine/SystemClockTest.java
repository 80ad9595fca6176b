package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemClockTest {
    private long millis = 1_000;
    private long ticks = 55;
    private final SystemClock clock = new SystemClock(() -> millis, () -> ticks);

    @Test
    void isAsFineAsTheTicks() {
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_000);
        ticks += 123;
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_123);
    }

    @Test
    void followsTheSystemsClockWhenThatIsSet() {
        millis += 5_000;
        ticks += 7;
        assertThat(clock.getAsLong()).isEqualTo(6_000_000_000L);
        ticks += 9;
        assertThat(clock.getAsLong()).isEqualTo(6_000_000_009L);
        millis -= 3_000;
        assertThat(clock.getAsLong()).isEqualTo(3_000_000_000L);
    }
}
