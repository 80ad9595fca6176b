package dev.kanishk.scheduler.server.access;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A line of the file of tokens: a token's hash, and whose it is.
 *
 * <p>{@code sha256:HEX name=NAME roles=ROLE[,ROLE…] [types=TYPE[,TYPE…]]}
 */
public final class Token {
    /** The shortest token, in characters. */
    public static final int LEAST_LENGTH = 16;

    private static final int BYTES = 32;
    private static final String PREFIX = "ts_";
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");
    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
    private static final Set<String> KEYS = Set.of("name", "roles", "types");

    private final TokenHash hash;
    private final Caller caller;
    private final boolean plain;

    private Token(TokenHash hash, Caller caller, boolean plain) {
        this.hash = hash;
        this.caller = caller;
        this.plain = plain;
    }

    /** {@return a new token's text, with 256 bits of chance} */
    public static String generate() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * Makes the line for a token.
     *
     * @param text the token: {@value #LEAST_LENGTH} characters or more, without blanks
     * @param name whose it is, for audits
     * @param roles what its bearer may do
     * @param types with which types of job; none for all
     * @return the token
     * @throws IllegalArgumentException if one of them is not allowed; the token's text is not part
     *     of the message
     */
    public static Token of(String text, String name, List<String> roles, List<String> types) {
        checkText(text);
        return new Token(TokenHash.of(text), caller(name, roles, types), false);
    }

    /** Reads a line that is neither empty nor a comment. */
    static Token parse(String line, int number) {
        String[] words = BLANKS.split(line, -1);
        if (words.length == 1 && !line.startsWith(TokenHash.PREFIX)) {
            checkText(line);
            return new Token(TokenHash.of(line), Caller.admin("line-" + number), true);
        }
        TokenHash hash = TokenHash.parse(words[0]);
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String key = equals < 0 ? "" : words[i].substring(0, equals);
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "word " + (i + 1) + " is not known: write name=, roles= or types=");
            }
            if (values.put(key, words[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException(key + "= is there twice: leave one out");
            }
        }
        String name = values.get("name");
        String roles = values.get("roles");
        if (name == null || roles == null) {
            throw new IllegalArgumentException("name= or roles= is missing: write both");
        }
        return new Token(hash, caller(name, list(roles), list(values.get("types"))), false);
    }

    private static List<String> list(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(",", -1));
    }

    private static void checkText(String text) {
        if (text.length() < LEAST_LENGTH) {
            throw new IllegalArgumentException(
                    "a token of less than " + LEAST_LENGTH + " characters is not allowed");
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "a token is not allowed: use visible characters of ASCII only");
        }
    }

    private static Caller caller(String name, List<String> roles, List<String> types) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a name is not allowed: use a letter, then up to 63 letters, digits, '.', '_'"
                            + " or '-'");
        }
        EnumSet<Role> own = EnumSet.noneOf(Role.class);
        for (String role : roles) {
            own.add(
                    Role.of(role)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "a role is not known: use " + Role.all())));
        }
        if (own.isEmpty()) {
            throw new IllegalArgumentException("a role is missing: use " + Role.all());
        }
        if (own.contains(Role.ADMIN) && !types.isEmpty()) {
            throw new IllegalArgumentException(
                    "admin is for all types: leave the types out, or use the other roles");
        }
        return new Caller(name, own, new JobTypes(types));
    }

    /** {@return who bears it} */
    public Caller caller() {
        return caller;
    }

    /** Whether the file holds the token itself. */
    boolean isPlain() {
        return plain;
    }

    TokenHash hash() {
        return hash;
    }

    /** {@return the line that holds it} */
    public String line() {
        List<String> words = new ArrayList<>();
        words.add(hash.text());
        words.add("name=" + caller.name());
        words.add(
                "roles="
                        + caller.roles().stream()
                                .sorted()
                                .map(Role::text)
                                .collect(Collectors.joining(",")));
        if (!caller.types().isAll()) {
            words.add("types=" + caller.types());
        }
        return String.join(" ", words);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Token token
                && hash.isSameAs(token.hash)
                && caller.equals(token.caller)
                && plain == token.plain;
    }

    @Override
    public int hashCode() {
        return Objects.hash(caller, plain);
    }

    @Override
    public String toString() {
        return "token of " + caller.name();
    }
}
