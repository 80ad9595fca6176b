package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-06T08:49:00Z");

    @Test
    void readsSecondsAndDates() {
        assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("0", NOW)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Fri, 06 Nov 2026 08:49:37 GMT", NOW))
                .contains(Duration.ofSeconds(37));
        assertThat(RetryAfter.parse("Friday, 06-Nov-26 08:49:37 GMT", NOW))
                .contains(Duration.ofSeconds(37));
        assertThat(RetryAfter.parse("Fri Nov  6 08:49:37 2026", NOW))
                .contains(Duration.ofSeconds(37));
        assertThat(RetryAfter.parse("Fri, 06 Nov 2020 08:49:37 GMT", NOW)).contains(Duration.ZERO);
    }

    @Test
    void waitsADayAtMost() {
        for (String text :
                new String[] {
                    "86401",
                    "999999999",
                    "99999999999999999999",
                    "Fri, 31 Dec 9999 23:59:59 GMT",
                    "Sat, 07 Nov 2026 08:49:01 GMT"
                }) {
            assertThat(RetryAfter.parse(text, NOW)).as(text).contains(Duration.ofDays(1));
        }
    }

    @Test
    void leavesOutWhatIsNeither() {
        for (String text :
                new String[] {
                    "",
                    "-1",
                    "+1",
                    "1.5",
                    "1s",
                    "soon",
                    "0x10",
                    "١",
                    "Sat, 06 Nov 2026 08:49:37 GMT",
                    "Fri, 06 Nov 2026 08:49:37 CET",
                    "Fri, 06 Nov 2026 25:49:37 GMT",
                    "2026-11-06T08:49:37Z"
                }) {
            assertThat(RetryAfter.parse(text, NOW)).as(text).isEmpty();
        }
    }

    @Property
    void readsAnyText(@ForAll String text) {
        RetryAfter.parse(text, NOW)
                .ifPresent(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofDays(1)));
    }
}
