package dev.kanishk.scheduler.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void readsWhatItWrites() {
        for (String text :
                new String[] {
                    "cron 0 3 * * MON-FRI Europe/Berlin",
                    "cron 30 0 3 L * ? +02:00",
                    "rate PT5M from 2026-01-01T00:00:00Z",
                    "delay PT0.5S"
                }) {
            Schedule schedule = Schedule.parse(text);
            assertThat(schedule.text()).isEqualTo(text);
            assertThat(Schedule.parse(schedule.text())).isEqualTo(schedule);
        }
        assertThat(Schedule.parse(" cron  0 3 * * *   UTC ").text())
                .isEqualTo("cron 0 3 * * * UTC");
    }

    @Test
    void saysWhichPartIsWrong() {
        assertWrong("every day", "write 'cron EXPRESSION ZONE'");
        assertWrong("cron 0 3 * * * *", "time zone '*'", "Europe/Berlin");
        assertWrong("cron 0 3 * * * Mars/Olympus", "time zone 'Mars/Olympus'");
        assertWrong("rate 5m from 2026-01-01T00:00:00Z", "duration '5m'", "PT5M");
        assertWrong("rate PT5M from noon", "instant 'noon'");
        assertWrong("rate PT5M since 2026-01-01T00:00:00Z", "'rate DURATION from INSTANT'");
        assertWrong("delay PT0S", "delay 'PT0S'", "PT0.001S");
        assertWrong("delay -PT1S", "delay 'PT-1S'");
        assertWrong("delay PT0.0001S", "whole milliseconds");
        assertWrong("rate P9999D from 2026-01-01T00:00:00Z", "rate 'PT239976H'");
    }

    private static void assertWrong(String text, String... parts) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aFixedDelayCountsFromTheEndOfItsJob() {
        assertThat(new FixedDelay(Duration.ofSeconds(30)).after(START))
                .isEqualTo(START.plusSeconds(30));
    }

    @Property
    void aFixedRateKeepsItsGrid(
            @ForAll @LongRange(min = 1, max = 100_000_000) long everyMs,
            @ForAll @LongRange(min = -1_000_000_000L, max = 1_000_000_000_000L) long afterMs) {
        FixedRate rate = new FixedRate(Duration.ofMillis(everyMs), START);
        Instant time = START.plusMillis(afterMs).plusNanos(afterMs & 1);
        Instant tick = rate.after(time);
        assertThat(tick).isAfter(time);
        assertThat(Duration.between(START, tick).toMillis() % everyMs).isZero();
        if (afterMs >= 0) {
            assertThat(Duration.between(time, tick)).isLessThanOrEqualTo(rate.every());
        } else {
            assertThat(tick).isEqualTo(START);
        }
    }
}
