package dev.kanishk.agents.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.graph.Usage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node that asks a model for a record.
 *
 * <p>A call that fails or outlasts its time is tried again, at most {@link Limits#retries} times,
 * with a pause that doubles. An answer that is no such record is read by {@link JsonRepair}; if
 * that is not enough the model is shown its answer and the fields, and nothing else, at most {@link
 * Limits#repairs} times; the same bad answer twice ends it. Each call is journaled with its tokens
 * and answer before the answer is used: a resumed node goes on from it and asks again only if
 * nothing can be made of it. Its tokens are charged to the run's budget, which is looked at before
 * each call.
 *
 * @param <S> the state
 * @param <T> the answer, a record; each component must be in the answer
 */
public final class ModelNode<S extends Record, T extends Record> implements Node<S> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final ChatModel model;
    private final Class<T> answerType;
    private final Function<? super S, String> prompt;
    private final BiFunction<? super S, ? super T, Update> use;
    private final Limits limits;

    /**
     * Makes a node.
     *
     * @param model what is asked; calls run on virtual threads
     * @param answerType the record that is asked for
     * @param prompt gives the question; the fields of the answer are added to it
     * @param use turns the answer into a change
     * @param limits bounds on time and calls
     */
    public ModelNode(
            ChatModel model,
            Class<T> answerType,
            Function<? super S, String> prompt,
            BiFunction<? super S, ? super T, Update> use,
            Limits limits) {
        this.model = model;
        this.answerType = answerType;
        this.prompt = prompt;
        this.use = use;
        this.limits = limits;
    }

    /**
     * Bounds of one node.
     *
     * @param timeout how long one call may take
     * @param retries how often a lost call is made again, from 0
     * @param pause the wait before the first retry; doubled for each further one
     * @param repairs how often the model is shown a bad answer, from 0
     */
    public record Limits(Duration timeout, int retries, Duration pause, int repairs) {
        /** Checks the bounds. */
        public Limits {
            if (!timeout.isPositive() || retries < 0 || pause.isNegative() || repairs < 0) {
                throw new IllegalArgumentException(
                        "timeout must be positive and the others not negative: "
                                + timeout
                                + ", "
                                + retries
                                + ", "
                                + pause
                                + ", "
                                + repairs);
            }
        }
    }

    /** Why a call was made. */
    public enum Purpose {
        /** The first call of its question. */
        ASK,
        /** The call before it was lost. */
        RETRY,
        /** The answer before it was no such record. */
        REPAIR
    }

    @Override
    public Update apply(S state, NodeContext context) throws InterruptedException {
        String question = prompt.apply(state) + "\nAnswer with one JSON object: " + fields();
        Optional<String> recorded = recorded(context);
        boolean fresh = recorded.isEmpty();
        String answer = fresh ? ask(question, Purpose.ASK, context) : recorded.get();
        for (int repair = 0; ; repair++) {
            String problem;
            Optional<ObjectNode> json = JsonRepair.read(answer);
            if (json.isEmpty()) {
                problem = "it holds no JSON object";
            } else {
                try {
                    return use.apply(state, convert(json.get()));
                } catch (JsonProcessingException | IllegalArgumentException e) {
                    problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                }
            }
            if (repair < limits.repairs()) {
                String again = ask(correction(problem, answer), Purpose.REPAIR, context);
                if (again.equals(answer)) {
                    throw new GraphException(
                            "the model repeats an answer that cannot be used: " + problem);
                }
                answer = again;
            } else if (fresh) {
                throw new GraphException("the answer cannot be used: " + problem);
            } else {
                answer = ask(question, Purpose.ASK, context);
                repair = -1;
            }
            fresh = true;
        }
    }

    private String correction(String problem, String answer) {
        return "Correct this, which should be one JSON object "
                + fields()
                + " but "
                + problem
                + ":\n"
                + answer;
    }

    private T convert(ObjectNode json) throws JsonProcessingException {
        for (RecordComponent component : answerType.getRecordComponents()) {
            if (!json.hasNonNull(component.getName())) {
                throw new IllegalArgumentException("it lacks \"" + component.getName() + '"');
            }
        }
        return JSON.treeToValue(json, answerType);
    }

    private String fields() {
        ObjectNode fields = JSON.createObjectNode();
        for (RecordComponent component : answerType.getRecordComponents()) {
            fields.put(component.getName(), component.getType().getSimpleName());
        }
        return fields.toString();
    }

    private static Optional<String> recorded(NodeContext context) {
        return context.recorded(Kind.MODEL_CALL).stream()
                .filter(call -> call.hasNonNull("answer"))
                .map(call -> call.path("answer").asText())
                .reduce((first, last) -> last);
    }

    private String ask(String question, Purpose purpose, NodeContext context)
            throws InterruptedException {
        for (int retry = 0; ; retry++) {
            context.checkBudget();
            ObjectNode entry = JSON.createObjectNode();
            entry.put("purpose", (retry == 0 ? purpose : Purpose.RETRY).name());
            String lost;
            try {
                ChatResponse response = call(question);
                String answer = textOf(response);
                TokenUsage usage = response.tokenUsage();
                int input = count(usage == null ? null : usage.inputTokenCount());
                int output = count(usage == null ? null : usage.outputTokenCount());
                entry.put("answer", answer);
                entry.put("inputTokens", input);
                entry.put("outputTokens", output);
                context.charge(new Usage(input, output, 0));
                context.record(Kind.MODEL_CALL, entry);
                return answer;
            } catch (TimeoutException e) {
                lost = "no answer within " + limits.timeout();
            } catch (ExecutionException e) {
                lost = String.valueOf(e.getCause());
            }
            context.record(Kind.MODEL_CALL, entry.put("lost", lost));
            if (retry == limits.retries()) {
                throw new GraphException(
                        "the model did not answer in " + (retry + 1) + " calls: " + lost);
            }
            pause(limits.pause().multipliedBy(1L << Math.min(retry, 16)));
        }
    }

    private static String textOf(ChatResponse response) {
        String text = response.aiMessage().text();
        return text == null ? "" : text;
    }

    private static int count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    private ChatResponse call(String question)
            throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<ChatResponse> call =
                new FutureTask<>(() ->
                        model.chat(
                                ChatRequest.builder()
                                        .messages(UserMessage.from(question))
                                        .build()));
        Thread.ofVirtual().name("model-call").start(call);
        try {
            return call.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            call.cancel(true);
        }
    }

    private static void pause(Duration pause) throws InterruptedException {
        boolean released = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
        assert !released : "nobody counts down";
    }
}
