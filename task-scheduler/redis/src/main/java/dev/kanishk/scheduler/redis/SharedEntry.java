package dev.kanishk.scheduler.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value as it lies in Redis: for how many of its last milliseconds it is stale, as 12 digits that
 * the scripts read too; {@code 1}, or {@code 0} for the absence of a value; the value's bytes. How
 * much longer it lives, Redis itself knows.
 */
final class SharedEntry {
    private static final int DIGITS = 12;
    private static final int HEADER = DIGITS + 1;

    private final byte[] bytes;

    private SharedEntry(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Writes a value; null for its absence. */
    static SharedEntry of(Duration stale, byte @Nullable [] value) {
        String header =
                String.format(Locale.ROOT, "%012d%c", stale.toMillis(), value == null ? '0' : '1');
        int length = value == null ? 0 : value.length;
        byte[] bytes = Arrays.copyOf(header.getBytes(StandardCharsets.US_ASCII), HEADER + length);
        if (value != null) {
            System.arraycopy(value, 0, bytes, HEADER, length);
        }
        return new SharedEntry(bytes);
    }

    /** Reads one; null if it is none that this version knows. */
    static @Nullable SharedEntry read(byte[] bytes) {
        if (bytes.length < HEADER) {
            return null;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return null;
            }
        }
        boolean known = bytes[DIGITS] == '0' || bytes[DIGITS] == '1';
        return known ? new SharedEntry(bytes) : null;
    }

    byte[] bytes() {
        return bytes;
    }

    /** For how many of its last milliseconds it is stale. */
    long staleMs() {
        return Long.parseLong(new String(bytes, 0, DIGITS, StandardCharsets.US_ASCII));
    }

    /** The value's bytes; null if it is known that there is none. */
    byte @Nullable [] value() {
        return bytes[DIGITS] == '0' ? null : Arrays.copyOfRange(bytes, HEADER, bytes.length);
    }
}
