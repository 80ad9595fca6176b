package dev.kanishk.scheduler.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/*
 * One round of SHA-256, without salt: a token is 256 bits of chance, so there is no dictionary to
 * try and nothing to slow down. What would break with passwords does not with these.
 */
/** What is kept of a token: enough to know it, not enough to be it. */
final class TokenHash {
    static final String PREFIX = "sha256:";

    private static final Pattern TEXT = Pattern.compile(PREFIX + "[0-9a-fA-F]{64}");

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    static TokenHash of(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return new TokenHash(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static TokenHash parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a hash is not allowed: write '" + PREFIX + "' and 64 hexadecimal digits");
        }
        return new TokenHash(HexFormat.of().parseHex(text.substring(PREFIX.length())));
    }

    /** Compares all bytes, whatever they are. */
    boolean isSameAs(TokenHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    String text() {
        return PREFIX + HexFormat.of().formatHex(digest);
    }
}
