package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RateLimitsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong();

    private boolean isAdmitted(RateLimits limits, String caller) {
        try {
            limits.admit(caller);
            return true;
        } catch (Problem e) {
            assertThat(e.limit()).contains(Limit.RATE);
            return false;
        }
    }

    @Property
    void letsNobodyDoMoreThanTheRateAndOneSecondsWorth(
            @ForAll @IntRange(min = 1, max = 1_000) int rate,
            @ForAll @Size(max = 200) List<@IntRange(max = 50) Integer> pausesMs,
            @ForAll @IntRange(max = 20) int extra) {
        RateLimits limits = new RateLimits(rate, now::get);
        long began = now.get();
        long done = 0;
        for (int pauseMs : pausesMs) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(pauseMs));
            if (isAdmitted(limits, "a")) {
                limits.charge("a", extra);
                done += 1 + extra;
            }
        }
        double seconds = (now.get() - began) / (double) SECOND;
        // The last one may go into debt.
        assertThat((double) done).isLessThanOrEqualTo(rate * (1 + seconds) + 1 + extra + 1e-6);
    }

    @Property
    void letsInWhoComesBackWhenToldTo(
            @ForAll @IntRange(min = 1, max = 1_000) int rate,
            @ForAll @IntRange(min = 0, max = 10_000) int extra) {
        RateLimits limits = new RateLimits(rate, now::get);
        limits.admit("a");
        limits.charge("a", rate + extra);
        assertThatThrownBy(() -> limits.admit("a"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        refusal -> {
                            long seconds = Long.parseLong(refusal.headers().getFirst().get());
                            assertThat(seconds).isLessThanOrEqualTo(2 + (1L + extra) / rate);
                            now.addAndGet(seconds * SECOND);
                        });
        assertThat(isAdmitted(limits, "a")).isTrue();
    }

    @Example
    void letsOneCallerNotUseUpAnothersAllowance() {
        RateLimits limits = new RateLimits(1, now::get);
        assertThat(isAdmitted(limits, "a")).isTrue();
        assertThat(isAdmitted(limits, "a")).isFalse();
        assertThat(isAdmitted(limits, "b")).isTrue();
    }

    @Example
    void remembersABoundedNumberOfCallers() {
        RateLimits limits = new RateLimits(1, now::get);
        for (int i = 0; i < 3 * RateLimits.MAX_CALLERS; i++) {
            isAdmitted(limits, "caller " + i);
        }
        assertThat(limits.callers()).isEqualTo(RateLimits.MAX_CALLERS);
        assertThat(isAdmitted(limits, "one more")).isFalse();

        now.addAndGet(2 * SECOND);
        assertThat(isAdmitted(limits, "one more")).isTrue();
        assertThat(limits.callers()).isOne();
    }

    @Example
    void limitsNobodyIfThereIsNoRate() {
        RateLimits limits = new RateLimits(0, now::get);
        for (int i = 0; i < 10_000; i++) {
            assertThat(isAdmitted(limits, "a")).isTrue();
        }
        assertThat(limits.callers()).isZero();
    }
}
