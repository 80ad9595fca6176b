package dev.kanishk.scheduler.webhook;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys that a webhook is signed with, all of them each time: while a key is replaced, the new
 * and the old one, so that receivers may change over at any time between.
 *
 * @param keys the newest first: 1 to {@value #MAX_KEYS}
 */
public record WebhookKeys(List<WebhookKey> keys) {
    /** The most keys at a time. */
    public static final int MAX_KEYS = 10;

    /** Checks the number. */
    public WebhookKeys {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    keys.size() + " webhook keys are not allowed: use 1 to " + MAX_KEYS);
        }
    }

    /**
     * Takes one key.
     *
     * @param key the key
     * @return it alone
     */
    public static WebhookKeys of(WebhookKey key) {
        return new WebhookKeys(List.of(key));
    }

    /**
     * Reads keys.
     *
     * @param text their texts, the newest first, with spaces or ends of lines between
     * @return the keys
     * @throws IllegalArgumentException if one is none; the message does not repeat it
     */
    public static WebhookKeys parse(String text) {
        return new WebhookKeys(
                Stream.of(text.strip().split("\\s+")).map(WebhookKey::parse).toList());
    }

    /**
     * Signs a message with each key.
     *
     * @param id the message's name, as sent in {@code webhook-id}
     * @param timestamp seconds since 1970, as sent in {@code webhook-timestamp}
     * @param body the body's bytes
     * @return what is sent in {@code webhook-signature}: the signatures, with spaces between
     */
    public String sign(String id, long timestamp, byte[] body) {
        return keys.stream()
                .map(key -> key.sign(id, timestamp, body))
                .collect(Collectors.joining(" "));
    }
}
