package dev.kanishk.agents.server;

import dev.kanishk.agents.model.ModelNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model is asked, and how patiently. */
final class ModelLocation {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST = 20;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model-url",
            paramLabel = "URL",
            required = true,
            description =
                    "An OpenAI-compatible endpoint, such as http://localhost:11434/v1. The"
                            + " key, if any, comes from OPENAI_API_KEY.")
    private String url = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            required = true,
            description = "The model's name there.")
    private String name = "";

    @Option(
            names = "--model-timeout",
            paramLabel = "DURATION",
            defaultValue = "PT60S",
            description = "How long one call may take. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often a lost call is made again. Default: ${DEFAULT-VALUE}.")
    private int retries;

    @Option(
            names = "--repairs",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "How often the model may correct a bad answer. Default:" + " ${DEFAULT-VALUE}.")
    private int repairs;

    @Option(names = "--mcp-config", paramLabel = "FILE", hidden = true)
    private @Nullable String mcpConfig;

    /** {@return the model; retries are the node's, since each call is journaled} */
    ChatModel model() {
        String key = System.getenv("OPENAI_API_KEY");
        return OpenAiChatModel.builder()
                .baseUrl(url)
                .modelName(name)
                .apiKey(key == null || key.isEmpty() ? "none" : key)
                .timeout(timeout)
                .maxRetries(0)
                .build();
    }

    /** {@return the bounds of each model call} */
    ModelNode.Limits limits() {
        return new ModelNode.Limits(timeout, retries, Duration.ofSeconds(1), repairs);
    }

    /** Refuses wrong use, before anything is done. */
    void check() {
        if (mcpConfig != null) {
            throw wrongUse("--mcp-config is not supported by this version: leave it out");
        }
        String scheme;
        try {
            scheme = URI.create(url).getScheme();
        } catch (IllegalArgumentException e) {
            throw wrongUse("--model-url '" + url + "' is none: " + e.getMessage());
        }
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw wrongUse("--model-url '" + url + "' is not allowed: use http or https");
        }
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw wrongUse("--model-timeout '" + timeout + "' is not allowed: use up to PT1H");
        }
        if (retries < 0 || retries > MOST || repairs < 0 || repairs > MOST) {
            throw wrongUse("--retries and --repairs are 0 to " + MOST);
        }
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
