package dev.kanishk.scheduler.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Who may call: the bearers of the tokens in a file (RFC 6750). */
public final class BearerTokens {
    private static final String SCHEME = "Bearer ";
    private static final int LEAST_LENGTH = 16;

    private final List<byte[]> digests;

    private BearerTokens(List<byte[]> digests) {
        this.digests = digests;
    }

    /**
     * Reads tokens.
     *
     * @param file one token a line, each of 16 characters or more; empty lines, and lines that
     *     begin with {@code #}, are left out
     * @return the tokens
     * @throws IOException if the file cannot be read, or has none, or too short a one
     */
    public static BearerTokens read(Path file) throws IOException {
        List<String> tokens =
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .toList();
        if (tokens.isEmpty()) {
            throw new IOException("'" + file + "' holds no token: write one a line");
        }
        if (tokens.stream().anyMatch(token -> token.length() < LEAST_LENGTH)) {
            throw new IOException(
                    "'" + file + "' holds a token of less than " + LEAST_LENGTH + " characters");
        }
        return new BearerTokens(tokens.stream().map(BearerTokens::digest).toList());
    }

    boolean admit(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = digest(authorization.substring(SCHEME.length()).strip());
        boolean known = false;
        for (byte[] digest : digests) {
            known |= MessageDigest.isEqual(digest, given);
        }
        return known;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
