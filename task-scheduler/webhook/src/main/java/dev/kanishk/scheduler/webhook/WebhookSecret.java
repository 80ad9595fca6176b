package dev.kanishk.scheduler.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that sender and receiver share: HMAC-SHA-256, {@code v1}. */
public final class WebhookSecret implements WebhookKey {
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    /**
     * Reads a secret.
     *
     * @param text {@code whsec_} and then 24 to 64 bytes in Base64
     * @return the secret
     * @throws IllegalArgumentException if it is no such text; the message does not repeat it
     */
    public static WebhookSecret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw wrong();
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
            throw wrong();
        }
        return new WebhookSecret(key);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "the webhook secret is not 'whsec_' and then 24 to 64 bytes in Base64");
    }

    /** {@return a new random secret} */
    public static WebhookSecret generate() {
        byte[] key = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(key);
        return new WebhookSecret(key);
    }

    @Override
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    @Override
    public String receiverText() {
        return text();
    }

    @Override
    public String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret[not shown]";
    }
}
