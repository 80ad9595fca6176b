package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-06T08:49:00Z");

    @Test
    void readsSecondsAndDates() {
        assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Fri, 06 Nov 2026 08:49:37 GMT", NOW))
                .contains(Duration.ofSeconds(37));
        assertThat(RetryAfter.parse("Fri, 06 Nov 2020 08:49:37 GMT", NOW)).contains(Duration.ZERO);
    }

    @Test
    void leavesOutWhatIsNeither() {
        for (String text : new String[] {"", "-1", "1.5", "soon", "99999999999999999999"}) {
            assertThat(RetryAfter.parse(text, NOW)).as(text).isEmpty();
        }
    }
}
