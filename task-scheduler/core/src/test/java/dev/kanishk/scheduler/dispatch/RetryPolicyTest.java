package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    @Test
    void growsByItsFactorUpToItsCap() {
        RetryPolicy policy = RetryPolicy.DEFAULT;

        assertThat(policy.longest(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.longest(2)).isEqualTo(Duration.ofSeconds(40));
        assertThat(policy.longest(3)).isEqualTo(Duration.ofSeconds(320));
        assertThat(policy.longest(4)).isEqualTo(Duration.ofSeconds(2_560));
        assertThat(policy.longest(5)).isEqualTo(Duration.ofHours(1));
    }

    @Property
    void waitsNoLongerThanTheLongest(
            @ForAll @LongRange(max = 10_000_000) long firstMs,
            @ForAll @IntRange(min = 1, max = 100) int factor,
            @ForAll @LongRange(max = 100_000_000) long beyondMs,
            @ForAll @IntRange(min = 1, max = 1_000) int failures,
            @ForAll long seed) {
        RetryPolicy policy =
                new RetryPolicy(
                        Duration.ofMillis(firstMs), factor, Duration.ofMillis(firstMs + beyondMs));
        RandomGenerator random = new SplittableRandom(seed);

        Duration delay = policy.delay(failures, random);

        assertThat(delay).isBetween(Duration.ZERO, policy.longest(failures));
        assertThat(policy.longest(failures)).isLessThanOrEqualTo(policy.maxDelay());
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(2), 2, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT2S, 2, PT1S");
    }

    @Test
    void refusesTimesThatAreForEver() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        Duration second = Duration.ofSeconds(1);
        BreakerPolicy breaker = new BreakerPolicy(10, 5, second);
        List<ThrowingCallable> made =
                List.of(
                        () -> new RetryPolicy(second, 2, forEver),
                        () -> new BreakerPolicy(10, 5, forEver),
                        () -> breaker.withProbeTimeout(forEver),
                        () -> breaker.withLongestParked(forEver));
        for (ThrowingCallable one : made) {
            assertThatThrownBy(one).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
