package dev.kanishk.scheduler.server.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may call: the bearers of the tokens in a file (RFC 6750). */
public final class Tokens {
    private static final String SCHEME = "Bearer ";

    private final List<Token> tokens;

    private Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads tokens.
     *
     * @param file one token a line, as {@link Token#line} writes it, or as it is, for a caller who
     *     may do everything; empty lines, and lines that begin with {@code #}, are left out
     * @return the tokens
     * @throws IOException if the file cannot be read, holds none, or has a line that is neither;
     *     the message names the line and holds no part of it
     */
    public static Tokens read(Path file) throws IOException {
        try {
            return parse(Files.readAllLines(file), "'" + file + "'");
        } catch (CharacterCodingException e) {
            throw new IOException("'" + file + "' is no text in UTF-8", e);
        }
    }

    static Tokens parse(List<String> lines, String where) throws IOException {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Token token;
            try {
                token = Token.parse(line, i + 1);
            } catch (IllegalArgumentException e) {
                throw new IOException(where + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
            if (tokens.stream().anyMatch(other -> other.hash().isSameAs(token.hash()))) {
                throw new IOException(
                        where + ", line " + (i + 1) + ": the token is there twice: leave one out");
            }
            tokens.add(token);
        }
        if (tokens.isEmpty()) {
            throw new IOException(
                    where + " holds no token: make one with 'task-scheduler token create'");
        }
        return new Tokens(List.copyOf(tokens));
    }

    /**
     * Finds who calls. Takes the same time whichever token is given, and whether it is known.
     *
     * @param authorization the request's header of that name, if it has one
     * @return the bearer; none if the header is missing or malformed, or its token not known
     */
    public Optional<Caller> find(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        TokenHash given = TokenHash.of(authorization.substring(SCHEME.length()).strip());
        @Nullable Caller bearer = null;
        for (Token token : tokens) {
            bearer = token.hash().isSameAs(given) ? token.caller() : bearer;
        }
        return Optional.ofNullable(bearer);
    }

    /** {@return how many there are} */
    public int size() {
        return tokens.size();
    }

    /** {@return how many of them the file holds as they are, so that who reads it has them} */
    public int plain() {
        return (int) tokens.stream().filter(Token::isPlain).count();
    }

    List<Token> all() {
        return tokens;
    }
}
