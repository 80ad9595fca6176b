package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a state may hold, and what becomes of it when its type changes. */
class StateTest {
    enum Mood {
        GOOD,
        BAD
    }

    record Inner(@Nullable String text, List<Inner> below) {}

    record Hostile(
            @Nullable String text,
            List<@Nullable String> texts,
            Map<String, @Nullable Integer> map,
            double number,
            float small,
            BigDecimal decimal,
            BigInteger large,
            @Nullable ZonedDateTime zoned,
            @Nullable Instant instant,
            @Nullable LocalDateTime local,
            @Nullable Duration duration,
            @Nullable Inner inner,
            @Nullable Mood mood,
            char letter,
            Set<Integer> set) {}

    private static final Hostile PLAIN =
            new Hostile(
                    null,
                    List.of(),
                    Map.of(),
                    0,
                    0,
                    BigDecimal.ZERO,
                    BigInteger.ZERO,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    'x',
                    Set.of());

    private final MemoryStore store = new MemoryStore();

    private static Graph<Hostile> hostile(Node<Hostile> node) {
        return Graph.of(Hostile.class, "set")
                .channel("texts", Reducer.append())
                .channel("map", Reducer.merge())
                .node("set", node)
                .edge("set", Graph.END)
                .build();
    }

    private Hostile set(Update update) {
        Graph<Hostile> graph = hostile((s, c) -> update);
        Hostile live = new GraphRunner<>(graph, store).start("r", PLAIN).orElseThrow();
        Hostile read = new GraphRunner<>(graph, store).state("r").state();
        assertThat(Json.write(read, "it")).isEqualTo(Json.write(live, "it"));
        assertThat(new GraphRunner<>(graph, store).replay("r")).isOne();
        return live;
    }

    @Test
    void oddTextComesBackAsItWas() {
        String odd = "\0 \ud800 \udc00 \ud83d\ude00 \u2028 \ufeff \u202e \"\\\n é漢";

        Hostile end = set(Update.of("text", odd).and("texts", Arrays.asList(odd, null, "")));
        assertThat(end.text()).isEqualTo(odd);
        assertThat(end.texts()).containsExactly(odd, null, "");
    }

    @Test
    void hugeTextAndDeepNestingComeBackOrAreRefusedWithTheChannel() {
        String huge = "x".repeat(5_000_000);
        assertThat(set(Update.of("text", huge)).text()).isEqualTo(huge);
        Inner deep = new Inner("bottom", List.of());
        for (int i = 0; i < 200; i++) {
            deep = new Inner(null, List.of(deep));
        }
        store.delete("r");
        assertThat(set(Update.of("inner", deep)).inner()).isEqualTo(deep);
        for (int i = 0; i < 5_000; i++) {
            deep = new Inner(null, List.of(deep));
        }
        Inner tooDeep = deep;
        store.delete("r");
        assertThatThrownBy(() -> set(Update.of("inner", tooDeep)))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("channel 'inner'");
    }

    @Test
    void numbersKeepTheirDigits() {
        BigDecimal decimal = new BigDecimal("1.2300000000000000000000000000001000");
        BigInteger large = BigInteger.TWO.pow(500).negate();
        Hostile end =
                set(
                        Update.of("decimal", decimal)
                                .and("large", large)
                                .and("number", Double.NaN)
                                .and("small", Float.MIN_VALUE));

        assertThat(end.decimal()).isEqualTo(decimal);
        assertThat(end.large()).isEqualTo(large);
        assertThat(end.number()).isNaN();
        assertThat(end.small()).isEqualTo(Float.MIN_VALUE);
        store.delete("r");
        assertThat(set(Update.of("number", -0.0)).number()).isEqualTo(-0.0);
    }

    @Test
    void timesKeepTheirZone() {
        ZonedDateTime zoned =
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 123_456_789, ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap();
        Hostile end =
                set(
                        Update.of("zoned", zoned)
                                .and("instant", Instant.MAX)
                                .and("local", LocalDateTime.MIN)
                                .and("duration", Duration.ofNanos(-1)));

        assertThat(end.zoned()).isEqualTo(zoned);
        assertThat(end.zoned()).hasToString(zoned.toString());
        assertThat(end.instant()).isEqualTo(Instant.MAX);
        assertThat(end.local()).isEqualTo(LocalDateTime.MIN);
        assertThat(end.duration()).isEqualTo(Duration.ofNanos(-1));
    }

    @Test
    void nullsAreKeptAndRefusedWherePrimitive() {
        Map<String, @Nullable Integer> map = new LinkedHashMap<>();
        map.put("", null);
        Hostile end = set(Update.of("map", map).and("texts", null).and("mood", Mood.BAD));
        assertThat(end.map()).containsEntry("", null);
        assertThat(end.texts()).isNull();
        assertThat(end.mood()).isEqualTo(Mood.BAD);
        store.delete("r");

        assertThatThrownBy(() -> set(Update.of("number", null)))
                .hasMessageContaining("channel 'number'");
    }

    @Test
    void valueOfAnotherTypeIsRefusedWithTheChannel() {
        assertThatThrownBy(() -> set(Update.of("text", 7)))
                .hasMessageContaining("node 'set'")
                .hasMessageContaining("channel 'text'");
        store.delete("r");
        assertThatThrownBy(() -> set(Update.of("nothing", 7)))
                .hasMessageContaining("no channel 'nothing'");
    }

    record WithObject(Object anything) {}

    record WithThread(Thread thread) {}

    record WithOptional(Optional<String> maybe) {}

    record WithFunction(UnaryOperator<String> function) {}

    record WithBadKey(Map<Inner, String> map) {}

    @Test
    void stateTypesThatCannotBeStoredAreRefusedWhenTheGraphIsBuilt() {
        for (Class<? extends Record> type :
                List.of(
                        WithObject.class,
                        WithThread.class,
                        WithOptional.class,
                        WithFunction.class,
                        WithBadKey.class)) {
            assertThatThrownBy(() -> build(type))
                    .as(type.getSimpleName())
                    .isInstanceOf(GraphException.class)
                    .hasMessageContaining(
                            "channel '" + type.getRecordComponents()[0].getName() + "'")
                    .hasMessageContaining("cannot be stored");
        }
    }

    private static <S extends Record> Graph<S> build(Class<S> type) {
        return Graph.of(type, "a").node("a", (s, c) -> Update.none()).edge("a", Graph.END).build();
    }

    record V1(List<String> names, int count) {}

    record V2(List<String> people, long count, @Nullable String note) {}

    private static Graph<V1> first() {
        return Graph.of(V1.class, "a")
                .channel("names", Reducer.append())
                .node("a", (s, c) -> Update.of("names", List.of("ann")).and("count", 1))
                .edge("a", "b")
                .node("b", (s, c) -> Update.of("count", c.interrupt("?", Integer.class)))
                .edge("b", Graph.END)
                .build();
    }

    private static Graph.Builder<V2> second() {
        return Graph.of(V2.class, "a")
                .channel("people", Reducer.append())
                .node("a", (s, c) -> Update.of("people", List.of("new")))
                .edge("a", "b")
                .node(
                        "b",
                        (s, c) -> Update.of("count", s.count() + c.interrupt("?", Integer.class)))
                .edge("b", Graph.END);
    }

    private static ObjectNode rename(ObjectNode values) {
        if (values.has("names")) {
            values.set("people", values.remove("names"));
        }
        return values;
    }

    @Test
    void changedStateTypeIsRefusedUnlessItHasAVersionAndAMigration() {
        new GraphRunner<>(first(), store).start("r", new V1(List.of("eve"), 0));

        assertThatThrownBy(() -> new GraphRunner<>(second().build(), store).resume("r"))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("names: List<String>")
                .hasMessageContaining("people: List<String>")
                .hasMessageContaining("new version");
        assertThatThrownBy(() -> new GraphRunner<>(second().version(2).build(), store).resume("r"))
                .hasMessageContaining("needs a migration from version 1");
        Graph<V2> migrating = second().version(2).migration(1, StateTest::rename).build();
        GraphRunner<V2> runner = new GraphRunner<>(migrating, store);
        assertThat(runner.state("r").state()).isEqualTo(new V2(List.of("eve", "ann"), 1, null));
        assertThat(runner.answer("r", 41).orElseThrow())
                .isEqualTo(new V2(List.of("eve", "ann"), 42, null));
        assertThat(runner.state("r").state().count()).isEqualTo(42);
        assertThatThrownBy(() -> new GraphRunner<>(first(), store).state("r"))
                .isInstanceOf(GraphException.class);
    }

    @Test
    void runOfANewerVersionIsRefused() {
        Graph<V2> newer = second().version(2).migration(1, StateTest::rename).build();
        new GraphRunner<>(newer, store).start("r", new V2(List.of(), 0, ""));

        assertThatThrownBy(() -> new GraphRunner<>(second().build(), store).resume("r"))
                .hasMessageContaining("version 2")
                .hasMessageContaining("use the newer graph");
    }

    @Test
    void snapshotsAreWrittenWhereTheyPayAndGiveTheSameState() {
        Graph<V1> loop =
                Graph.of(V1.class, "a")
                        .node("a", (s, c) -> Update.of("count", s.count() + 1))
                        .branch(
                                "a",
                                Set.of("a", Graph.END),
                                s -> s.count() < 1_000 ? "a" : Graph.END)
                        .stepLimit(2_000)
                        .build();
        GraphRunner<V1> runner = new GraphRunner<>(loop, store);
        runner.start("r", new V1(List.of(), 0)).orElseThrow();

        assertThat(store.read("r", Long.MAX_VALUE).snapshot()).isNotNull();
        assertThat(store.read("r", Long.MAX_VALUE).events()).hasSizeLessThan(300);
        assertThat(store.events("r")).hasSize(1_001);
        assertThat(runner.state("r").state().count()).isEqualTo(1_000);
        assertThat(runner.state("r", 500).state().count()).isEqualTo(499);
        assertThat(runner.history("r")).hasSize(1_001);
        runner.fork("r", 700, "f", Json.MAPPER.createObjectNode().put("count", 990));
        assertThat(runner.resume("f").orElseThrow().count()).isEqualTo(1_000);
        assertThat(runner.history("f")).hasSize(711);
        assertThat(runner.replay("f")).isEqualTo(709);
    }
}
