package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Redis adds, measured with few jobs. Where there is no Node, BullMQ is not checked, and the
 * output says so.
 */
class FrontsIT {
    private static final Plan FEW =
            Plan.QUICK.with(1, List.of(100L), List.of(100L), Duration.ofSeconds(6));
    private static final Set<String> DURABLE = Set.of("ours", "oursBehindRedis");
    private static final Set<String> OURS_IN_MEMORY =
            Set.of("ours", "oursBehindRedis", "oursFromRedis");
    private static final Set<String> BULL_MQ = Set.of("bullMq", "bullMqForced");

    private final Map<Metric, Set<String>> measured = new EnumMap<>(Metric.class);
    private final List<String> notes = new ArrayList<>();

    private final Sink sink =
            new Sink() {
                @Override
                public void run(Cell cell, double value) {
                    assertThat(value).as(cell.toString()).isNotNegative();
                    measured.computeIfAbsent(cell.metric(), first -> new LinkedHashSet<>())
                            .add(cell.contender());
                }

                @Override
                public void samples(Cell cell, double seconds, Histogram nanos) {
                    throw new AssertionError("no samples");
                }

                @Override
                public void note(String note) {
                    notes.add(note);
                }
            };

    private Set<String> measured(Metric metric) {
        return measured.getOrDefault(metric, Set.of());
    }

    @Test
    void measuresOursWithAndWithoutRedisAndBullMqOnTheSame(@TempDir Path work) throws Exception {
        try (Field field = Field.in(work, List.of())) {
            Part.REDIS.measure(field, FEW, sink);
        }
        notes.stream()
                .map(note -> note.replace("MEASURED", "CHECKED"))
                .forEach(System.out::println);
        boolean node = notes.stream().noneMatch(note -> note.startsWith("NOT MEASURED"));

        assertThat(measured(Metric.REDIS_ENQUEUE))
                .containsAll(OURS_IN_MEMORY)
                .contains("oursFromForcedRedis");
        assertThat(measured(Metric.REDIS_ENQUEUE).containsAll(BULL_MQ)).isEqualTo(node);
        assertThat(measured(Metric.REDIS_ENQUEUE_STATEMENTS)).doesNotContainAnyElementsOf(BULL_MQ);
        for (Metric metric :
                List.of(
                        Metric.REDIS_LOAD_STATEMENTS,
                        Metric.REDIS_LOAD_PROCESSOR,
                        Metric.REDIS_BURST,
                        Metric.REDIS_BURST_CALL,
                        Metric.REDIS_BURST_STORED)) {
            assertThat(measured(metric)).as(metric.className()).isEqualTo(OURS_IN_MEMORY);
        }
        assertThat(measured(Metric.REDIS_START_MEDIAN)).containsAll(DURABLE);
        assertThat(measured(Metric.REDIS_START_P99)).containsAll(DURABLE);
        assertThat(measured(Metric.REDIS_DRAIN)).contains("ours");
        assertThat(measured(Metric.REDIS_DRAIN).containsAll(BULL_MQ)).isEqualTo(node);
    }

    @Test
    void refusesToMeasureARedisThatIsNotUsed(@TempDir Path work) throws Exception {
        int port;
        try (RedisServer redis =
                RedisServer.start(work.resolve("redis"), RedisServer.Persistence.NONE)) {
            port = redis.port();
        }
        FrontedEngine engine = new FrontedEngine(FrontedEngine.Form.BEHIND_REDIS, port);
        try (Field field = Field.in(work, List.of())) {
            field.visit(
                    new JvmContender(engine),
                    database ->
                            assertThatThrownBy(() -> engine.client(database, 1))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("the Redis on port " + port + " is not used"));
        }
    }

    @Test
    void findsTheEngineOfAnotherProcessByItsAddress() {
        FrontedEngine engine = new FrontedEngine(FrontedEngine.Form.FROM_REDIS, 6379);

        assertThat(Engines.at(engine.address()).address()).isEqualTo("oursFromRedis@6379");
        assertThatThrownBy(() -> Engines.at("other@6379")).hasMessage("no engine is at other@6379");
    }
}
