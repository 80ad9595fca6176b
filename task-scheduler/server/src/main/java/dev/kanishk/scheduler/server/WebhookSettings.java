package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.dispatch.TypePolicy;
import dev.kanishk.scheduler.webhook.Cidr;
import dev.kanishk.scheduler.webhook.TargetRules;
import dev.kanishk.scheduler.webhook.WebhookHandler;
import dev.kanishk.scheduler.webhook.WebhookKeys;
import dev.kanishk.scheduler.webhook.WebhookOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How webhooks are sent. */
final class WebhookSettings {
    /** The type of jobs that are webhooks. */
    static final String TYPE = "webhook";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--webhook-allow",
            paramLabel = "CIDR",
            split = ",",
            description = "Loopback, private or reserved addresses that webhooks may call.")
    private List<String> allowed = List.of();

    @Option(
            names = "--webhook-per-host",
            paramLabel = "N",
            description =
                    "How many webhooks of one host to send at a time, so that a host which hangs"
                            + " leaves room for others. Default: a quarter of --workers.")
    private @Nullable Integer perHost;

    /** Checks what can be checked before anything is opened. */
    void check() {
        targets();
        if (perHost != null && perHost < 1) {
            throw wrongUse("--webhook-per-host '" + perHost + "' is not allowed: use 1 or more");
        }
    }

    /** Makes what sends them; closed by the caller. */
    WebhookHandler handler(StoreLocation location, int workers) throws IOException {
        Path file = location.file().map(path -> path.resolveSibling("webhook-secret")).orElse(null);
        WebhookKeys keys = WebhookSecretFile.read(System.getenv(WebhookSecretFile.VARIABLE), file);
        int connections = Math.max(WebhookOptions.DEFAULTS.maxConnections(), 2 * workers);
        try {
            return new WebhookHandler(
                    keys,
                    targets(),
                    WebhookOptions.DEFAULTS.withMaxConnections(connections),
                    SSLContext.getDefault(),
                    InstantSource.system());
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("the platform has no TLS", e);
        }
    }

    TypePolicy policy(int workers) {
        TypePolicy policy = WebhookHandler.policy(workers);
        return perHost == null ? policy : policy.withTargetConcurrency(perHost);
    }

    private TargetRules targets() {
        try {
            return new TargetRules(allowed.stream().map(Cidr::parse).toList());
        } catch (IllegalArgumentException e) {
            throw wrongUse("--webhook-allow: " + e.getMessage());
        }
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
