package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.server.access.Admission;
import dev.kanishk.scheduler.server.access.Tokens;
import dev.kanishk.scheduler.server.http.HttpLimits;
import dev.kanishk.scheduler.server.http.HttpSettings;
import dev.kanishk.scheduler.server.http.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who may call, and how connections are kept secret. */
final class HttpSecurity {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSecurity.class);

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--auth",
            paramLabel = "FILE",
            description =
                    "Who may call: the bearers of the tokens in a file, one a line, as 'token"
                            + " create' prints them. Default: everyone on this machine.")
    private @Nullable Path auth;

    @Option(
            names = "--no-auth",
            description =
                    "Let everyone who can connect do everything, also at an address that others can"
                            + " reach.")
    private boolean noAuth;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate and its chain, in PEM.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The certificate's key, in PEM (PKCS#8, without a password).")
    private @Nullable Path key;

    /** Reads the files; says on the log what is open to whom. */
    HttpSettings settings(InetAddress host, int port, HttpLimits limits) throws IOException {
        Admission admission = admission(host);
        Optional<SSLContext> tls = tls();
        if (auth != null && tls.isEmpty() && !host.isLoopbackAddress()) {
            LOG.warn(
                    "tokens and jobs pass unencrypted at {}: use --tls-certificate, or let only a"
                            + " proxy that does connect",
                    host.getHostAddress());
        }
        return new HttpSettings(host, port, admission, limits, tls);
    }

    private Admission admission(InetAddress host) throws IOException {
        if (auth != null) {
            if (noAuth) {
                throw wrongUse("--auth and --no-auth are both there: use one");
            }
            Tokens tokens = Tokens.read(auth);
            if (tokens.plain() > 0) {
                LOG.warn(
                        "'{}' holds {} tokens as they are, each for everything: 'token create"
                                + " --existing' prints lines with hashes and roles",
                        auth,
                        tokens.plain());
            }
            return new Admission.Bearers(tokens);
        }
        if (noAuth) {
            LOG.warn(
                    "no token is asked for: everyone who can connect to {} may do everything",
                    host.getHostAddress());
            return new Admission.Everyone();
        }
        if (!host.isLoopbackAddress()) {
            throw wrongUse(
                    "--host '"
                            + host.getHostAddress()
                            + "' can be reached from elsewhere: say with --auth who may call, or"
                            + " with --no-auth that everyone may");
        }
        LOG.warn("no token is asked for: everyone on this machine may do everything");
        return new Admission.ThisMachine();
    }

    private Optional<SSLContext> tls() throws IOException {
        if (certificate != null && key != null) {
            return Optional.of(TlsFiles.read(certificate, key));
        }
        if (certificate != null || key != null) {
            throw wrongUse("--tls-certificate and --tls-key belong together: name both");
        }
        return Optional.empty();
    }

    /** {@return how addresses of this server begin} */
    String scheme() {
        return certificate == null ? "http" : "https";
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
