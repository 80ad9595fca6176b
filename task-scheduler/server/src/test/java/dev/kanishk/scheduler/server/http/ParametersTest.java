package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobState;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

class ParametersTest {
    private static void assertNamed(String field, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.status().code()).isEqualTo(400);
                            assertThat(problem.json().at("/errors/0/in").asText())
                                    .isEqualTo("query");
                            assertThat(problem.json().at("/errors/0/field").asText())
                                    .isEqualTo(field);
                        });
    }

    @Property
    void readsTheLimitsOfAPageAndNoOtherNumber(@ForAll int number) {
        String text = Integer.toString(number);
        if (number >= 1 && number <= Parameters.MAX_PAGE) {
            assertThat(Parameters.limit(text)).isEqualTo(number);
        } else {
            assertNamed("limit", () -> Parameters.limit(text));
        }
    }

    @Property
    void readsEveryLimitThatIsAllowed(@ForAll("limits") int limit) {
        assertThat(Parameters.limit(Integer.toString(limit))).isEqualTo(limit);
    }

    @Provide
    Arbitrary<Integer> limits() {
        return Arbitraries.integers().between(1, Parameters.MAX_PAGE);
    }

    @Property
    void namesTheParameterThatItCannotRead(@ForAll("texts") String text) {
        assertNamed("limit", () -> Parameters.limit("x" + text));
        assertNamed("after", () -> Parameters.after("x" + text));
        assertNamed("state", () -> Parameters.state("x" + text));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.of("1", "DEAD", UUID.randomUUID().toString(), "1-1-1-1-1"));
    }

    @Property
    void readsEveryIdAsItIsWritten(@ForAll long most, @ForAll long least) {
        UUID id = new UUID(most, least);
        assertThat(Parameters.after(id.toString())).isEqualTo(id);
        assertThat(Parameters.id(id.toString().toUpperCase(Locale.ROOT))).contains(id);
    }

    @Property
    void readsEveryStateInEitherCase(@ForAll JobState state) {
        assertThat(Parameters.state(state.name())).isEqualTo(state);
        assertThat(Parameters.state(state.name().toLowerCase(Locale.ROOT))).isEqualTo(state);
    }
}
