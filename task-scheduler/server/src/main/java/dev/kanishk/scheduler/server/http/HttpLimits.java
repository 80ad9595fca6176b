package dev.kanishk.scheduler.server.http;

/**
 * What a server takes on at most. At each limit it refuses and says which it was; it never lets a
 * queue grow.
 *
 * @param maxBodyBytes the largest body: 1 KiB to 1 GiB
 * @param memoryBytes how much of bodies is held at a time, at least the largest
 * @param maxConnections how many connections are open at a time
 * @param maxCalls how many calls that enqueue are carried out at a time; a sixteenth of that are
 *     carried out of others, but at least four
 * @param maxWaiting how many calls wait for their turn, of each kind
 * @param patienceMs how long they wait for it at most, in milliseconds
 * @param ratePerSecond how many calls, and jobs of arrays, one caller may send a second; 0 for any
 *     number
 */
public record HttpLimits(
        int maxBodyBytes,
        long memoryBytes,
        int maxConnections,
        int maxCalls,
        int maxWaiting,
        long patienceMs,
        int ratePerSecond) {
    /** What is in force if nobody says otherwise. */
    public static final HttpLimits DEFAULTS = of(16 << 20, 10_000, 1_024, 1_024, 0);

    private static final int MEMORY_SHARE = 16;
    private static final long PATIENCE_MS = 1_000;
    private static final int OTHERS_SHARE = 16;
    private static final int LEAST_OTHERS = 4;

    /** Checks that each is in its range. */
    public HttpLimits {
        check("the largest body", maxBodyBytes, 1 << 10, 1 << 30);
        check("connections", maxConnections, 1, 1_000_000);
        check("calls", maxCalls, 1, 1_000_000);
        check("waiting calls", maxWaiting, 0, 1_000_000);
        check("the rate", ratePerSecond, 0, 1_000_000_000);
        check("the patience", patienceMs, 0, 60_000);
        check("the memory of bodies", memoryBytes, 2L * maxBodyBytes, Long.MAX_VALUE);
    }

    /**
     * {@return limits, with bodies in a sixteenth of the memory and a second's patience}
     *
     * @param maxBodyBytes the largest body
     * @param maxConnections how many connections
     * @param maxCalls how many calls at a time
     * @param maxWaiting how many wait
     * @param ratePerSecond how many a second of one caller
     */
    public static HttpLimits of(
            int maxBodyBytes, int maxConnections, int maxCalls, int maxWaiting, int ratePerSecond) {
        long memory = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
        return new HttpLimits(
                maxBodyBytes,
                Math.max(memory, 2L * maxBodyBytes),
                maxConnections,
                maxCalls,
                maxWaiting,
                PATIENCE_MS,
                ratePerSecond);
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + " '" + value + "' is not allowed: use " + least + " to " + most);
        }
    }

    /** How many calls that do not enqueue are carried out at a time. */
    int maxOtherCalls() {
        return Math.max(LEAST_OTHERS, maxCalls / OTHERS_SHARE);
    }
}
