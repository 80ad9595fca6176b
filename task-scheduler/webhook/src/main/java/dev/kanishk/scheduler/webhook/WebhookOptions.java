package dev.kanishk.scheduler.webhook;

import java.time.Duration;

/**
 * The limits of a delivery.
 *
 * @param connectTimeout how long looking up the name, connecting and TLS may take, each: 1 ms to an
 *     hour
 * @param answerTimeout how long the receiver may be silent, before the first byte of its answer and
 *     between others: 1 ms to an hour
 * @param deliveryTimeout how long all of it may take; the rest of the job's own time, if that is
 *     less: 1 ms to a day
 * @param maxRequestBytes how long a body may be to be sent: 0 or more
 * @param maxAnswerBytes how much of an answer's body is read at most, so that the connection can be
 *     used again; one that is longer is cut off, and that is no failure: 0 or more
 * @param maxConnections how many connections there are at most, used and idle: 1 or more. A
 *     delivery that finds none in {@code connectTimeout} fails, so have as many as jobs run
 */
public record WebhookOptions(
        Duration connectTimeout,
        Duration answerTimeout,
        Duration deliveryTimeout,
        int maxRequestBytes,
        int maxAnswerBytes,
        int maxConnections) {
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final Duration MAX_DELIVERY = Duration.ofDays(1);
    private static final int DEFAULT_REQUEST_BYTES = 1 << 20;
    private static final int DEFAULT_ANSWER_BYTES = 64 << 10;
    private static final int DEFAULT_CONNECTIONS = 4_096;

    /** 5, 15 and 30 seconds; 1 MiB, 64 KiB; 4,096 connections. */
    public static final WebhookOptions DEFAULTS =
            new WebhookOptions(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    DEFAULT_REQUEST_BYTES,
                    DEFAULT_ANSWER_BYTES,
                    DEFAULT_CONNECTIONS);

    /** Checks the values. */
    public WebhookOptions {
        check("connectTimeout", connectTimeout, MAX_TIMEOUT);
        check("answerTimeout", answerTimeout, MAX_TIMEOUT);
        check("deliveryTimeout", deliveryTimeout, MAX_DELIVERY);
        check("maxRequestBytes", maxRequestBytes, 0);
        check("maxAnswerBytes", maxAnswerBytes, 0);
        check("maxConnections", maxConnections, 1);
    }

    private static void check(String name, Duration value, Duration most) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' is not allowed: use PT0.001S to " + most);
        }
    }

    private static void check(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' is not allowed: use " + least + " or more");
        }
    }

    /**
     * Changes the times.
     *
     * @param connect for looking up the name, connecting and TLS, each
     * @param answer for which the receiver may be silent
     * @param delivery for all of it
     * @return the options with them
     */
    public WebhookOptions withTimeouts(Duration connect, Duration answer, Duration delivery) {
        return new WebhookOptions(
                connect, answer, delivery, maxRequestBytes, maxAnswerBytes, maxConnections);
    }

    /**
     * Changes the sizes.
     *
     * @param request the longest body that is sent
     * @param answer how much of an answer's body is read
     * @return the options with them
     */
    public WebhookOptions withSizes(int request, int answer) {
        return new WebhookOptions(
                connectTimeout, answerTimeout, deliveryTimeout, request, answer, maxConnections);
    }

    /**
     * Changes the number of connections.
     *
     * @param value how many at most
     * @return the options with it
     */
    public WebhookOptions withMaxConnections(int value) {
        return new WebhookOptions(
                connectTimeout,
                answerTimeout,
                deliveryTimeout,
                maxRequestBytes,
                maxAnswerBytes,
                value);
    }
}
