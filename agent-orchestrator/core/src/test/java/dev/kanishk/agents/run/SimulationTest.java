package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.checkpoint.RunQuery;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.run.SimulatedGraph.Position;
import dev.kanishk.agents.run.SimulatedGraph.State;
import dev.kanishk.agents.testing.CrashingStore;
import dev.kanishk.agents.testing.CrashingStore.Moment;
import dev.kanishk.agents.testing.SimulatedCrash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * Random graphs, with graphs in them, with nodes that outlast their time, ask, and fail for good;
 * random crashes. A run that crashes at any write, any number of times, ends as the plain
 * interpreter says; no committed node runs again; no effect is made again after its result was
 * written; what failed is undone in whole, the last first; a fork never touches its parent; a
 * replay gives the same bytes without a call.
 *
 * <p>More seeds: {@code -Dagents.simulation.seeds=100000}, from {@code -Dagents.simulation.first}.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("agents.simulation.seeds", 3_000);
    private static final long FIRST = Long.getLong("agents.simulation.first", 1);

    @Test
    void crashedRunsEndAsThePlainInterpreterSays() {
        int crashes = 0;
        int forks = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                Simulated simulated = new Simulated(seed);
                simulated.check();
                crashes += simulated.crashes;
                forks += simulated.forks;
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.println(
                SEEDS + " seeds from " + FIRST + ": " + crashes + " crashes, " + forks + " forks");
        assertThat(crashes).isGreaterThan(SEEDS / 2);
    }

    private static final class Simulated {
        private final SplittableRandom random;
        private final SimulatedGraph workflow;
        private final CheckpointStore store = new MemoryStore();
        private final Map<String, String> effects = new ConcurrentHashMap<>();
        private final Map<String, String> undone = new ConcurrentHashMap<>();
        private final RunOptions options;
        private final Graph<State> graph;
        private int crashes;
        private int forks;

        Simulated(long seed) {
            random = new SplittableRandom(seed);
            workflow = new SimulatedGraph(random);
            graph = workflow.graph(new Visits());
            Durability[] modes = Durability.values();
            options = RunOptions.DEFAULTS.withDurability(modes[random.nextInt(modes.length)]);
        }

        private final class Visits implements SimulatedGraph.Visit {
            @Override
            public void visit(SimulatedGraph.Spec spec, NodeContext context) throws Exception {
                checkVisit(spec, context);
            }

            @Override
            public void undo(SimulatedGraph.Spec spec, NodeContext context) throws Exception {
                String place = context.run() + "/" + context.step() + "." + context.task();
                context.effect(
                        "undo", String.class, true, () -> undone.merge(place, "", (a, b) -> a));
            }
        }

        private void checkVisit(SimulatedGraph.Spec spec, NodeContext context) throws Exception {
            for (Event event : store.events(context.run())) {
                if (event.kind() == Kind.NODE_COMMITTED
                        && event.step() == context.step()
                        && event.task() == context.task()
                        && !replaying) {
                    throw new IllegalStateException(spec.name() + " is committed and runs again");
                }
            }
            if (spec.effect()) {
                String key = context.idempotencyKey();
                String id = context.newId() + " " + context.random().nextLong();
                String made =
                        context.effect(
                                "effect",
                                String.class,
                                true,
                                () -> {
                                    if (isWritten(context)) {
                                        throw new IllegalStateException(key + " is made again");
                                    }
                                    effects.merge(
                                            key,
                                            id,
                                            (old, now) -> {
                                                assertThat(now).isEqualTo(old);
                                                return now;
                                            });
                                    return id;
                                });
                assertThat(made).isEqualTo(id);
            }
        }

        private volatile boolean replaying;

        private boolean isWritten(NodeContext context) {
            return store.events(context.run()).stream()
                    .anyMatch(event ->
                            event.kind() == Kind.EFFECT
                                    && event.step() == context.step()
                                    && event.task() == context.task()
                                    && event.sequence() > forkedAt.getOrDefault(context.run(), 0L));
        }

        private final Map<String, Long> forkedAt = new HashMap<>();

        void check() {
            RunResult<State> result = drive("r", true);
            Position expected = workflow.end(workflow.begin());
            compare(result, expected);
            replaying = true;
            GraphRunner<State> runner = new GraphRunner<>(graph, store);
            runner.replay("r");
            replaying = false;
            assertThat(runner.state("r").state()).isEqualTo(expected.state());
            for (int i = random.nextInt(3); i > 0; i--) {
                fork(runner);
            }
        }

        /** A run whose join is not met in the end fails, with all that it did. */
        private void compare(RunResult<State> actual, Position expected) {
            if (workflow.fails(expected)) {
                compareFailure((RunResult.Failed<State>) actual, expected, "simulated failure");
                return;
            }
            assertThat(actual.state().log()).isEqualTo(expected.state().log());
            assertThat(actual.state()).isEqualTo(expected.state());
            if (expected.arrived().isEmpty()) {
                assertThat(actual).isInstanceOf(RunResult.Done.class);
            } else {
                compareFailure((RunResult.Failed<State>) actual, expected, "node 'j' joins");
            }
        }

        private void compareFailure(
                RunResult.Failed<State> actual, Position expected, String error) {
            assertThat(actual.state()).isEqualTo(expected.state());
            assertThat(actual.compensated()).isEqualTo(workflow.isCompensating());
            if (workflow.isCompensating()) {
                checkUndone(actual.run());
            } else {
                assertThat(actual.error()).contains(error);
                assertThat(undone).isEmpty();
            }
        }

        /** Each commit of the run's own, and of those inside, is undone, the last first. */
        private void checkUndone(String run) {
            List<String> committed = new ArrayList<>();
            List<String> compensated = new ArrayList<>();
            for (Event event : store.events(run)) {
                String place = event.step() + "." + event.task();
                boolean own = event.sequence() > forkedAt.getOrDefault(run, 0L);
                boolean inside = !run.contains("/") && isInner(event.node());
                if (own && event.kind() == Kind.NODE_COMMITTED && !inside) {
                    committed.addFirst(place);
                } else if (event.kind() == Kind.COMPENSATED) {
                    compensated.add(place);
                }
            }
            assertThat(compensated).isEqualTo(committed);
            for (RunInfo info : store.runs(RunQuery.all().inThread("r"))) {
                if (run.equals(info.owner())) {
                    assertThat(info.status()).isEqualTo(Status.COMPENSATED);
                    checkUndone(info.id());
                }
            }
            for (String place : committed) {
                assertThat(undone).containsKey(run + "/undo/" + place);
            }
        }

        private boolean isInner(String node) {
            return graph.nodes().stream()
                    .anyMatch(each -> each.name().equals(node) && each.subgraph() != null);
        }

        /** Runs to the end, dying now and then; each time a new process goes on. */
        private RunResult<State> drive(String run, boolean fresh) {
            boolean start = fresh;
            for (int lives = random.nextInt(8); ; lives--) {
                CheckpointStore mortal =
                        lives <= 0
                                ? store
                                : new CrashingStore(
                                        store,
                                        random.nextInt(1, 25),
                                        random.nextBoolean()
                                                ? Moment.BEFORE_WRITE
                                                : Moment.AFTER_WRITE);
                try {
                    return live(new GraphRunner<>(graph, mortal, options), run, start);
                } catch (SimulatedCrash e) {
                    crashes++;
                    start = store.find(run).isEmpty();
                }
            }
        }

        private RunResult<State> live(GraphRunner<State> runner, String run, boolean start) {
            RunResult<State> result =
                    start ? runner.start(run, SimulatedGraph.EMPTY) : runner.resume(run);
            while (result instanceof RunResult.Suspended<State> waiting) {
                Suspension.Interrupt question =
                        (Suspension.Interrupt) waiting.suspensions().getFirst();
                int answer = SimulatedGraph.answer(question.node(), waiting.state().log().size());
                result = runner.answer(run, question.id(), answer);
            }
            return result;
        }

        /** Forks at the beginning of a superstep, changes the state, and compares what follows. */
        private void fork(GraphRunner<State> runner) {
            List<Event> before = store.events("r");
            List<Checkpoint<State>> history = runner.history("r");
            List<Checkpoint<State>> whole = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                if (i == 0 || history.get(i).step() > history.get(i - 1).step()) {
                    whole.add(history.get(i));
                }
            }
            int step = random.nextInt(whole.size());
            String name = "f" + forks++;
            long sum = random.nextInt(1_000);
            forkedAt.put(name, whole.get(step).sequence());
            runner.fork(
                    "r",
                    whole.get(step).sequence(),
                    name,
                    Json.MAPPER.createObjectNode().put("sum", sum));
            Position at = workflow.begin();
            for (int i = 0; i < step; i++) {
                at = workflow.step(at);
            }
            assertThat(whole.get(step).state()).isEqualTo(at.state());
            State set = new State(at.state().log(), at.state().counts(), sum, at.state().rounds());
            Position expected = workflow.end(new Position(set, at.tasks(), at.arrived()));

            compare(drive(name, false), expected);

            assertThat(store.events("r")).isEqualTo(before);
            assertThat(runner.state("r").state()).isEqualTo(workflow.end(workflow.begin()).state());
        }
    }
}
