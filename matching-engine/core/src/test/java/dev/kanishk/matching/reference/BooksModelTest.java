package dev.kanishk.matching.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kanishk.matching.command.Command;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The books against the reference, with the complete events and the complete state compared after
 * every command. {@code -Dmatching.commands=N} sets how many commands the long run has, {@code
 * -Dmatching.seed=N} another beginning.
 */
class BooksModelTest {
    private static final long COMMANDS = Long.getLong("matching.commands", 1_000_000);
    private static final long SEED = Long.getLong("matching.seed", 20_261_124);
    private static final int FLOW_LENGTH = 1_000;

    private final Comparison comparison = new Comparison(ReferenceBooks::new, EngineBooks::new);
    private final Comparison reusingIds =
            new Comparison(
                    listener -> new ReferenceBooks(listener, false, false, Integer.MAX_VALUE),
                    EngineBooks::reusingIds);
    private final Comparison knowingAllAccounts =
            new Comparison(
                    listener -> new ReferenceBooks(listener, true, true, Integer.MAX_VALUE),
                    EngineBooks::knowingAllAccounts);

    private final Comparison ofFewOrders =
            new Comparison(
                    listener -> new ReferenceBooks(listener, false, true, EngineBooks.FEW_ORDERS),
                    EngineBooks::ofFewOrders);
    private final Comparison checkedAhead =
            new Comparison(ReferenceBooks::new, listener -> new CheckedBooks(false, listener));
    private final Comparison checkedAheadOfKnown =
            new Comparison(
                    listener -> new ReferenceBooks(listener, true, true, Integer.MAX_VALUE),
                    listener -> new CheckedBooks(true, listener));

    /** A short flow as the numbers that it is made of, so that fewer of them are a shorter flow. */
    record ShortFlow(TrafficProfile profile, List<Long> seeds) {
        List<Command> commands() {
            Traffic traffic = new Traffic(profile, true);
            List<Command> commands = traffic.beginning();
            for (long seed : seeds) {
                commands.add(traffic.next(new SplittableRandom(seed)));
            }
            return commands;
        }
    }

    @Provide
    Arbitrary<ShortFlow> shortFlows() {
        return Combinators.combine(
                        Arbitraries.of(TrafficProfile.class),
                        Arbitraries.randomValue(random -> random.nextLong()).list().ofMaxSize(120))
                .as(ShortFlow::new);
    }

    @Property(tries = 500)
    void doesWhatTheReferenceDoes(@ForAll("shortFlows") ShortFlow flow) {
        assertThat(comparison.difference(flow.commands())).isNull();
    }

    @Property(tries = 200)
    void doesSoWithIdsThatAreUsedAgain(@ForAll("shortFlows") ShortFlow flow) {
        assertThat(reusingIds.difference(flow.commands())).isNull();
    }

    @Property(tries = 200)
    void doesSoWhereAllAccountsAreKnown(@ForAll("shortFlows") ShortFlow flow) {
        assertThat(knowingAllAccounts.difference(flow.commands())).isNull();
    }

    @Property(tries = 300)
    void doesSoWhereFewOrdersHaveRoom(@ForAll("shortFlows") ShortFlow flow) {
        assertThat(ofFewOrders.difference(flow.commands())).isNull();
    }

    @Property(tries = 300)
    void doesSoWithOrdersThatWereCheckedAhead(@ForAll("shortFlows") ShortFlow flow) {
        assertThat(checkedAhead.difference(unchecked(flow.commands()))).isNull();
        assertThat(checkedAheadOfKnown.difference(unchecked(flow.commands()))).isNull();
    }

    /** The reference is to make all checks itself. */
    private static List<Command> unchecked(List<Command> commands) {
        commands.forEach(command -> {
            command.checked = false;
            command.verdict = null;
        });
        return commands;
    }

    @TestFactory
    List<DynamicTest> doesWhatTheReferenceDoesForLong() {
        return List.of(TrafficProfile.values()).stream()
                .map(profile ->
                        DynamicTest.dynamicTest(
                                profile + ", seed " + SEED, () -> runForLong(profile)))
                .toList();
    }

    private void runForLong(TrafficProfile profile) {
        long flows = Math.ceilDiv(COMMANDS, (long) TrafficProfile.values().length * FLOW_LENGTH);
        for (long flow = 0; flow < flows; flow++) {
            SplittableRandom random = new SplittableRandom(SEED + flow);
            List<Command> commands = Traffic.flow(profile, false, FLOW_LENGTH, random);
            if (comparison.difference(commands) != null) {
                fail(
                        "seed %d, %s: %s",
                        SEED + flow, profile, comparison.difference(comparison.shrink(commands)));
            }
        }
    }
}
