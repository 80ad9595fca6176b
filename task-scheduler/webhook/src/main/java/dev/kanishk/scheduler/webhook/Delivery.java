package dev.kanishk.scheduler.webhook;

import java.time.Duration;
import java.util.Map;

/**
 * A request to be sent.
 *
 * @param url to where
 * @param method how
 * @param headers all that are not the connection's own, by their names in lower case
 * @param body the bytes; none for an empty one
 * @param limit how long all of it may take
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent once, compared never
record Delivery(
        TargetUrl url, String method, Map<String, String> headers, byte[] body, Duration limit) {}
