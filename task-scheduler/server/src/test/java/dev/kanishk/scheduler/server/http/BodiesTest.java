package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BodiesTest {
    private static final int MAX_BYTES = 50_000;

    private final AtomicLong now = new AtomicLong();
    private final Bodies bodies =
            new Bodies(new HttpLimits(MAX_BYTES, 2 * MAX_BYTES, 1, 1, 1, 0, 0), now::get);

    /** Gives as many bytes at a time as it likes, each after a while. */
    private InputStream slow(byte[] content, long nanosEach) {
        return new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                now.addAndGet(nanosEach);
                return super.read(into, from, Math.min(length, 1_000));
            }
        };
    }

    @Property
    void readsWhatIsSentAndNoMoreThanIsAllowed(
            @ForAll @IntRange(max = MAX_BYTES + 20_000) int length,
            @ForAll boolean known,
            @ForAll long seed)
            throws IOException {
        byte[] sent = new byte[length];
        new Random(seed).nextBytes(sent);
        try (Bodies.Body body = bodies.new Body()) {
            int expected = known && length <= MAX_BYTES ? length : -1;
            if (length > MAX_BYTES) {
                assertThatThrownBy(() -> body.read(slow(sent, 0), expected))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.limit()).contains(Limit.BODY));
            } else {
                body.read(slow(sent, 0), expected);
                assertThat(Arrays.copyOf(body.bytes(), body.length())).isEqualTo(sent);
            }
        }
        assertThat(bodies.heldBytes()).isZero();
    }

    @Example
    void givesUpOnABodyThatComesTooSlowly() throws IOException {
        byte[] sent = new byte[MAX_BYTES];
        try (Bodies.Body body = bodies.new Body()) {
            assertThatThrownBy(
                            () -> body.read(slow(sent, TimeUnit.SECONDS.toNanos(1)), sent.length))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.status().code()).isEqualTo(408));
        }
        try (Bodies.Body body = bodies.new Body()) {
            body.read(slow(sent, TimeUnit.MILLISECONDS.toNanos(100)), sent.length);
            assertThat(body.length()).isEqualTo(sent.length);
        }
    }
}
