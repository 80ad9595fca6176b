package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.store.PayloadCodec;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How jobs go through Redis.
 *
 * @param name of the stream; processes with the same name, on one database, share it: 1 to 40 of
 *     letters, digits, {@code - _ .}
 * @param acknowledgement what {@code enqueue} waits for
 * @param patience how long a job that Redis has may go without any sign that jobs are being moved
 *     before its process writes it to the database itself: 100 ms to 1 minute
 * @param maxEntries how many entries (each of up to 500 jobs, 512 KiB, or one larger call) the
 *     stream may hold before more go to the database directly: 1 to a million
 * @param maxWaiting how many jobs of this process may be in Redis before more go to the database
 *     directly: 1 to a million
 * @param movers how many threads of this process move jobs into the database: 0 to 8; with 0 some
 *     other process has to
 * @param payloads what payloads go through on their way into Redis and out of it; the store's own
 *     codec is applied in the database only
 */
public record RedisFrontOptions(
        String name,
        Acknowledgement acknowledgement,
        Duration patience,
        int maxEntries,
        int maxWaiting,
        int movers,
        PayloadCodec payloads) {

    /** What {@code enqueue} waits for. */
    public enum Acknowledgement {
        /** Until the database has the jobs. Nothing that was acknowledged can be lost. */
        FROM_DATABASE,
        /**
         * Until Redis has the jobs. They are lost if, before they are moved, Redis loses its memory
         * and the process that enqueued them ends: either alone loses nothing. What Redis loses in
         * a crash is its {@code appendfsync}'s to say; {@link RedisFrontStatistics#persistence}
         * tells it. Jobs with an idempotency key or that wait for others, and the first of each
         * type, are acknowledged by the database all the same.
         */
        FROM_REDIS
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    private static final Duration MIN_PATIENCE = Duration.ofMillis(100);
    private static final Duration MAX_PATIENCE = Duration.ofMinutes(1);
    private static final int MAX = 1_000_000;
    private static final int MAX_MOVERS = 8;

    /** Checks the values. */
    public RedisFrontOptions {
        if (!NAME.matcher(name).matches()) {
            throw wrong("name", name, "1 to 40 of letters, digits, '-', '_', '.'");
        }
        if (patience.compareTo(MIN_PATIENCE) < 0 || patience.compareTo(MAX_PATIENCE) > 0) {
            throw wrong("patience", patience, MIN_PATIENCE + " to " + MAX_PATIENCE);
        }
        if (maxEntries < 1 || maxEntries > MAX) {
            throw wrong("maxEntries", maxEntries, "1 to " + MAX);
        }
        if (maxWaiting < 1 || maxWaiting > MAX) {
            throw wrong("maxWaiting", maxWaiting, "1 to " + MAX);
        }
        if (movers < 0 || movers > MAX_MOVERS) {
            throw wrong("movers", movers, "0 to " + MAX_MOVERS);
        }
    }

    private static IllegalArgumentException wrong(String what, Object value, String use) {
        return new IllegalArgumentException(what + " '" + value + "' is not allowed: use " + use);
    }

    /**
     * Acknowledged by the database, a patience of 2 seconds, 10,000 entries, 200,000 jobs, 2
     * movers, plain payloads.
     *
     * @param name of the stream
     * @return the options
     */
    public static RedisFrontOptions of(String name) {
        return new RedisFrontOptions(
                name,
                Acknowledgement.FROM_DATABASE,
                Duration.ofSeconds(2),
                10_000,
                200_000,
                2,
                PayloadCodec.PLAIN);
    }

    /**
     * {@return the same with another acknowledgement}
     *
     * @param value what {@code enqueue} waits for
     */
    public RedisFrontOptions withAcknowledgement(Acknowledgement value) {
        return new RedisFrontOptions(
                name, value, patience, maxEntries, maxWaiting, movers, payloads);
    }

    /**
     * {@return the same with another patience}
     *
     * @param value 100 ms to 1 minute
     */
    public RedisFrontOptions withPatience(Duration value) {
        return new RedisFrontOptions(
                name, acknowledgement, value, maxEntries, maxWaiting, movers, payloads);
    }

    /**
     * {@return the same with other bounds}
     *
     * @param entries how many entries the stream may hold
     * @param waiting how many jobs of this process may be in Redis
     */
    public RedisFrontOptions withBounds(int entries, int waiting) {
        return new RedisFrontOptions(
                name, acknowledgement, patience, entries, waiting, movers, payloads);
    }

    /**
     * {@return the same with another number of movers}
     *
     * @param value 0 to 8
     */
    public RedisFrontOptions withMovers(int value) {
        return new RedisFrontOptions(
                name, acknowledgement, patience, maxEntries, maxWaiting, value, payloads);
    }

    /**
     * {@return the same with payloads that go through a codec}
     *
     * @param codec the codec, the same in all processes
     */
    public RedisFrontOptions withPayloads(PayloadCodec codec) {
        return new RedisFrontOptions(
                name, acknowledgement, patience, maxEntries, maxWaiting, movers, codec);
    }
}
