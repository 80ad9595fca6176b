package dev.kanishk.agents.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.graph.Usage;
import dev.kanishk.agents.run.Budget;
import dev.kanishk.agents.run.GraphRunner;
import dev.kanishk.agents.run.RunOptions;
import dev.kanishk.agents.run.RunResult;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelNodeTest {
    private static final String LOST = "lost";
    private static final String HANG = "hang";

    record State(int total) {}

    record Sum(int value) {}

    @TempDir Path folder;
    private CheckpointStore store;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void open() {
        store = CheckpointStore.open(folder.resolve("runs.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Answers by a script; an answer too many fails the test. */
    private final class Script implements ChatModel {
        private final List<String> answers;

        Script(String... answers) {
            this.answers = new ArrayList<>(List.of(answers));
        }

        @Override
        public ChatResponse chat(ChatRequest request) {
            asked.add(((UserMessage) request.messages().get(0)).singleText());
            String answer = answers.removeFirst();
            if (answer.equals(LOST)) {
                throw new IllegalStateException("connection reset");
            }
            if (answer.equals(HANG)) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(answer))
                    .tokenUsage(new TokenUsage(10, 3))
                    .build();
        }
    }

    private GraphRunner<State> asking(Duration timeout, String... answers) {
        return asking(new ModelNode.Limits(timeout, 2, Duration.ofMillis(1), 2), answers);
    }

    private GraphRunner<State> asking(ModelNode.Limits limits, String... answers) {
        return new GraphRunner<>(graph(limits, answers), store);
    }

    private Graph<State> graph(ModelNode.Limits limits, String... answers) {
        return Graph.of(State.class, "sum")
                .node(
                        "sum",
                        new ModelNode<>(
                                new Script(answers),
                                Sum.class,
                                state -> "What is 3 and 4?",
                                (state, sum) -> Update.of("total", sum.value()),
                                limits))
                .edge("sum", Graph.END)
                .build();
    }

    private GraphRunner<State> asking(String... answers) {
        return asking(Duration.ofMinutes(1), answers);
    }

    private List<String> journal() {
        return store.events("r").stream()
                .filter(event -> event.kind() == Kind.MODEL_CALL)
                .map(Event::payload)
                .toList();
    }

    @Test
    void repairsLocallyWithoutACall() {
        assertThat(asking("```\n{'value': 7,}\n```").start("r", new State(0)).orElseThrow().total())
                .isEqualTo(7);
        assertThat(asked).hasSize(1);
    }

    @Test
    void showsTheBadAnswerAndTheFieldsAndNotTheQuestion() {
        assertThat(
                        asking("It is 7.", "{\"value\": 7}")
                                .start("r", new State(0))
                                .orElseThrow()
                                .total())
                .isEqualTo(7);

        assertThat(asked).hasSize(2);
        assertThat(asked.get(1))
                .contains("It is 7.", "{\"value\":\"int\"}")
                .doesNotContain("What is 3 and 4?");
        assertThat(journal().get(1))
                .contains("\"purpose\":\"REPAIR\"", "\"inputTokens\":10", "\"outputTokens\":3");
    }

    @Test
    void missingFieldIsNoZero() {
        assertThatThrownBy(() ->
                        asking("{}", "{\"v\": 7}", "{\"w\": 7}")
                                .start("r", new State(0))
                                .orElseThrow())
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("it lacks \"value\"");
        assertThat(asked).hasSize(3);
    }

    @Test
    void sameBadAnswerTwiceEndsIt() {
        assertThatThrownBy(() -> asking("No.", "No.").start("r", new State(0)).orElseThrow())
                .hasMessageContaining("the model repeats");
        assertThat(asked).hasSize(2);
    }

    @Test
    void lostCallsAreTriedAgainAndJournaled() {
        assertThat(asking(LOST, "{\"value\": 7}").start("r", new State(0)).orElseThrow().total())
                .isEqualTo(7);

        assertThat(journal().get(0)).contains("\"purpose\":\"ASK\"", "connection reset");
        assertThat(journal().get(1)).contains("\"purpose\":\"RETRY\"");
    }

    @Test
    void hangingCallIsGivenUp() {
        GraphRunner<State> runner = asking(Duration.ofMillis(50), HANG, "{\"value\": 7}");

        assertThat(runner.start("r", new State(0)).orElseThrow().total()).isEqualTo(7);
        assertThat(journal().get(0)).contains("no answer within PT0.05S");
    }

    @Test
    void retriesAreBounded() {
        assertThatThrownBy(() -> asking(LOST, LOST, LOST).start("r", new State(0)).orElseThrow())
                .hasMessageContaining("did not answer in 3 calls");
        assertThat(asked).hasSize(3);
    }

    @Test
    void journaledAnswerIsNotAskedForAgain() {
        assertThatThrownBy(() ->
                        asking("Seven", LOST, LOST, LOST).start("r", new State(0)).orElseThrow())
                .hasMessageContaining("did not answer");
        asked.clear();

        assertThat(asking("{\"value\": 7}").resume("r").orElseThrow().total()).isEqualTo(7);
        assertThat(asked).hasSize(1).first().asString().startsWith("Correct this");
    }

    @Test
    void answerThatNothingCanBeMadeOfIsAskedForAfreshWhenResumed() {
        ModelNode.Limits noRepair =
                new ModelNode.Limits(Duration.ofMinutes(1), 0, Duration.ofMillis(1), 0);
        assertThatThrownBy(() -> asking(noRepair, "Seven").start("r", new State(0)).orElseThrow())
                .hasMessageContaining("cannot be used");
        asked.clear();

        assertThat(asking(noRepair, "{\"value\": 7}").resume("r").orElseThrow().total())
                .isEqualTo(7);
        assertThat(asked).hasSize(1).first().asString().contains("What is 3 and 4?");
    }

    @Test
    void tokensAreChargedAndASpentBudgetSuspendsBeforeTheNextCall() {
        ModelNode.Limits limits =
                new ModelNode.Limits(Duration.ofMinutes(1), 2, Duration.ofMillis(1), 2);
        GraphRunner<State> poor =
                new GraphRunner<>(
                        graph(limits, "no sum", "never asked"),
                        store,
                        RunOptions.DEFAULTS.withBudget(Budget.UNLIMITED.withTokens(13)));

        RunResult<State> waiting = poor.start("r", new State(0));

        assertThat(waiting).isInstanceOf(RunResult.Suspended.class);
        assertThat(waiting.usage()).isEqualTo(new Usage(10, 3, 0));
        assertThat(asked).hasSize(1);
        RunResult<State> done = asking("{\"value\": 7}").resume("r");
        assertThat(done.orElseThrow().total()).isEqualTo(7);
        assertThat(done.usage()).isEqualTo(new Usage(20, 6, 0));
    }
}
