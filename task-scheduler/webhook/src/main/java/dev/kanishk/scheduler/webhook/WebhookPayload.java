package dev.kanishk.scheduler.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A webhook job's payload.
 *
 * @param url what to call
 * @param method how; POST if none is given
 * @param headers what to send besides the signature
 * @param body what to send: JSON, or a text as it is
 */
record WebhookPayload(
        @Nullable String url,
        @Nullable String method,
        @Nullable Map<String, String> headers,
        @Nullable JsonNode body) {}
