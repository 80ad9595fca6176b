package dev.kanishk.scheduler.webhook;

/**
 * What webhooks are signed with, by the <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 * Standard Webhooks</a> specification. Immutable; never shown by {@link Object#toString}.
 */
public sealed interface WebhookKey permits WebhookSecret, WebhookKeyPair {
    /**
     * Reads a key, of the kind that its prefix names.
     *
     * @param text as {@link #text} gives it
     * @return the key
     * @throws IllegalArgumentException if it is no such text; the message does not repeat it
     */
    static WebhookKey parse(String text) {
        return text.startsWith(WebhookKeyPair.SECRET) || text.startsWith(WebhookKeyPair.PUBLIC)
                ? WebhookKeyPair.parse(text)
                : WebhookSecret.parse(text);
    }

    /** {@return the key as {@link #parse} reads it; secret} */
    String text();

    /**
     * {@return what receivers check signatures with: the same as {@link #text} for a shared secret,
     * the public half of a key pair}
     */
    String receiverText();

    /**
     * Signs a message.
     *
     * @param id the message's name, as sent in {@code webhook-id}
     * @param timestamp seconds since 1970, as sent in {@code webhook-timestamp}
     * @param body the body's bytes
     * @return one signature as {@code webhook-signature} has it
     */
    String sign(String id, long timestamp, byte[] body);
}
