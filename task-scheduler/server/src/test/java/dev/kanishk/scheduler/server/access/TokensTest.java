package dev.kanishk.scheduler.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class TokensTest {
    private static final String PLAIN = "correct-horse-battery";

    private static Tokens parse(String... lines) throws IOException {
        return Tokens.parse(List.of(lines), "'tokens'");
    }

    private static String line(String secret, String rest) {
        return TokenHash.of(secret).text() + " " + rest;
    }

    @Property
    void knowsABearerByTheLineThatWasMadeForTheToken(
            @ForAll("grants") Grant grant,
            @ForAll @AlphaChars @NumericChars @StringLength(min = 16, max = 80) String secret)
            throws IOException {
        Token made = Token.of(secret, grant.name(), grant.roles(), grant.types());

        Tokens read = parse("# a comment", "", made.line());

        assertThat(read.all()).containsExactly(made);
        assertThat(read.find("Bearer " + secret)).contains(made.caller());
        assertThat(read.find("Bearer " + secret + "x")).isEmpty();
        assertThat(read.find("Bearer " + secret.substring(1))).isEmpty();
        assertThat(made.line()).doesNotContain(secret);
    }

    @Property
    void neverSaysWhatALineHoldsThatItCannotRead(
            @ForAll("brokenLines") String broken,
            @ForAll @AlphaChars @NumericChars @StringLength(min = 20, max = 40) String secret) {
        assertThatThrownBy(() -> parse(broken.replace("SECRET", secret)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'tokens', line 1: ")
                .message()
                .doesNotContain(secret);
    }

    @Property
    void readsAnyLinesOrSaysWhichOneIsWrong(@ForAll List<String> lines) {
        try {
            assertThat(Tokens.parse(lines, "'tokens'").size()).isPositive();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("'tokens'");
        }
    }

    @Property
    void narrowsToNamesAndToBeginnings(@ForAll("types") String type, @ForAll("types") String end) {
        assertThat(new JobTypes(List.of(type)).contain(type)).isTrue();
        assertThat(new JobTypes(List.of(type)).contain(type + "x")).isFalse();
        assertThat(new JobTypes(List.of(type + "*")).contain(type + end)).isTrue();
        assertThat(new JobTypes(List.of("x" + type + "*")).contain("y" + end)).isFalse();
        assertThat(JobTypes.ALL.contain(type)).isTrue();
    }

    /** What a line gives its bearer. */
    record Grant(String name, List<String> roles, List<String> types) {}

    @Provide
    Arbitrary<Grant> grants() {
        Arbitrary<String> names =
                Arbitraries.strings()
                        .alpha()
                        .numeric()
                        .withChars("._-")
                        .ofMaxLength(63)
                        .map(rest -> "n" + rest);
        Arbitrary<List<String>> roles =
                Arbitraries.of("submit", "read", "operate").list().uniqueElements().ofMinSize(1);
        Arbitrary<List<String>> types = types().list().uniqueElements().ofMaxSize(4);
        Arbitrary<Grant> narrowed = Combinators.combine(names, roles, types).as(Grant::new);
        Arbitrary<Grant> admins = names.map(name -> new Grant(name, List.of("admin"), List.of()));
        return Arbitraries.oneOf(narrowed, admins);
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("._-")
                .ofMaxLength(30)
                .map(rest -> "t" + rest);
    }

    @Provide
    Arbitrary<String> brokenLines() {
        String hash = TokenHash.of("x").text();
        return Arbitraries.of(
                "SECRET SECRET",
                "sha256:SECRET name=a roles=read",
                "sha257:SECRET name=a roles=read",
                hash,
                hash + " SECRET",
                hash + " name=SECRET! roles=read",
                hash + " name=a roles=SECRET",
                hash + " name=a",
                hash + " roles=read",
                hash + " name=a roles=",
                hash + " name=a roles=read,",
                hash + " name=a roles=read name=SECRET",
                hash + " name=a roles=read types=!SECRET",
                hash + " name=a roles=read types=",
                hash + " name=a roles=admin types=SECRET",
                hash + " name=a roles=read SECRET=1",
                "SECRET\u0007");
    }

    @Example
    void letsThoseWhoHadAPlainTokenDoEverythingAsBefore() throws IOException {
        Tokens tokens = parse("# operators", PLAIN);
        Optional<Caller> caller = tokens.find("bearer " + PLAIN);
        assertThat(caller).contains(Caller.admin("line-2"));
        assertThat(Arrays.stream(Role.values())).allMatch(caller.orElseThrow()::may);
        assertThat(tokens.plain()).isOne();
    }

    @Example
    void refusesWhatIsNoBearersHeader() throws IOException {
        Tokens tokens = parse(PLAIN);
        assertThat(tokens.find(null)).isEmpty();
        assertThat(tokens.find(PLAIN)).isEmpty();
        assertThat(tokens.find("Basic " + PLAIN)).isEmpty();
        assertThat(tokens.find("Bearer")).isEmpty();
        assertThat(tokens.find("Bearer ")).isEmpty();
    }

    @Example
    void givesEachRoleWhatItIsFor() {
        Caller operator = caller("operate");
        assertThat(operator.may(Role.READ)).isTrue();
        assertThat(operator.may(Role.SUBMIT)).isFalse();
        assertThat(operator.may(Role.ADMIN)).isFalse();
        Caller submitter = caller("submit");
        assertThat(submitter.may(Role.READ)).isFalse();
        assertThat(submitter.may(Role.OPERATE)).isFalse();
        assertThat(caller("read").may(Role.OPERATE)).isFalse();
    }

    private static Caller caller(String role) {
        return Token.of(PLAIN, "a", List.of(role), List.of()).caller();
    }

    @Example
    void refusesFilesThatSayTooLittleOrTheSameTwice() {
        assertThatThrownBy(() -> parse("", "# none")).hasMessageContaining("holds no token");
        assertThatThrownBy(() -> parse("short")).hasMessageContaining("16 characters");
        assertThatThrownBy(() -> parse(PLAIN, line(PLAIN, "name=a roles=read")))
                .hasMessageContaining("line 2: the token is there twice");
    }

    @Example
    void letsAnOldAndANewTokenHaveOneName() throws IOException {
        Tokens tokens =
                parse(
                        line("the-old-token-of-ci", "name=ci roles=submit"),
                        line("the-new-token-of-ci", "name=ci roles=submit"));
        assertThat(tokens.find("Bearer the-old-token-of-ci"))
                .isEqualTo(tokens.find("Bearer the-new-token-of-ci"))
                .isPresent();
    }

    @Example
    void makesTokensThatNobodyGuesses() {
        assertThat(Token.generate()).matches("ts_[A-Za-z0-9_-]{43}");
        assertThat(Token.generate()).isNotEqualTo(Token.generate());
    }
}
