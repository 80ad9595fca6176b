package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server. Each request has a virtual thread of its own. */
public final class HttpApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** The server's own log; held, since the platform forgets levels of loggers that nobody has. */
    private static final java.util.logging.Logger SERVER_LOG =
            java.util.logging.Logger.getLogger("io.helidon");

    private static final long MAX_BODY_BYTES = 64L << 20;
    private static final int MAX_CONNECTIONS = 10_000;

    private final AtomicBoolean draining = new AtomicBoolean();
    private final Optional<BearerTokens> tokens;
    private final WebServer server;

    /**
     * Starts a server.
     *
     * @param store where jobs are
     * @param scheduler what runs them
     * @param tokens who may call; everyone if empty. Health and readiness are everyone's
     * @param address where to listen
     * @param port where to listen; 0 for any that is free
     * @throws java.io.UncheckedIOException if it cannot listen there
     */
    public HttpApi(
            JobStore store,
            TaskScheduler scheduler,
            Optional<BearerTokens> tokens,
            InetAddress address,
            int port) {
        this.tokens = tokens;
        SERVER_LOG.setLevel(Level.WARNING);
        HttpRouting.Builder routing =
                HttpRouting.builder()
                        .addFilter((chain, request, response) -> {
                            if (admits(request)) {
                                chain.proceed();
                            } else {
                                response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
                                Json.send(
                                        response,
                                        new Problem(
                                                Status.UNAUTHORIZED_401,
                                                "send 'Authorization: Bearer' and a known token"));
                            }
                        })
                        .register(new JobRoutes(store, scheduler))
                        .register(new StatusRoutes(store, scheduler, draining))
                        .register(new TargetRoutes(scheduler))
                        .any((request, response) -> {
                            throw Problem.notFound(
                                    "resource",
                                    request.prologue().method().text()
                                            + " "
                                            + request.path().path());
                        });
        handleErrors(routing);
        this.server =
                WebServer.builder()
                        .address(address)
                        .port(port)
                        .shutdownHook(false)
                        .maxPayloadSize(MAX_BODY_BYTES)
                        .maxTcpConnections(MAX_CONNECTIONS)
                        .routing(routing)
                        .build()
                        .start();
    }

    private boolean admits(ServerRequest request) {
        if (tokens.isEmpty()) {
            return true;
        }
        String path = request.path().path();
        return path.equals("/healthz")
                || path.equals("/readyz")
                || tokens.get()
                        .admit(request.headers().first(HeaderNames.AUTHORIZATION).orElse(""));
    }

    private static void handleErrors(HttpRouting.Builder routing) {
        routing.error(Problem.class, (request, response, e) -> Json.send(response, e))
                .error(
                        IllegalArgumentException.class,
                        (request, response, e) ->
                                Json.send(response, Problem.badRequest(message(e))))
                .error(
                        BacklogFullException.class,
                        (request, response, e) -> {
                            response.header(HeaderNames.RETRY_AFTER, "1");
                            Json.send(
                                    response,
                                    new Problem(Status.TOO_MANY_REQUESTS_429, message(e)));
                        })
                .error(StoreException.class, HttpApi::unavailable)
                .error(
                        HttpException.class,
                        (request, response, e) ->
                                Json.send(response, new Problem(e.status(), message(e))))
                .error(
                        Exception.class,
                        (request, response, e) -> {
                            LOG.error("a request failed: {}", request.path().path(), e);
                            Json.send(
                                    response,
                                    new Problem(
                                            Status.INTERNAL_SERVER_ERROR_500,
                                            "the request failed; the log says why"));
                        });
    }

    private static void unavailable(
            ServerRequest request, ServerResponse response, StoreException e) {
        LOG.warn("the store failed a request: {}", message(e));
        response.header(HeaderNames.RETRY_AFTER, "1");
        Json.send(response, new Problem(Status.SERVICE_UNAVAILABLE_503, message(e)));
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** {@return the port it listens at} */
    public int port() {
        return server.port();
    }

    /** Says that the process is not ready any more; requests are still answered. */
    public void drain() {
        draining.set(true);
    }

    /** Answers what was asked and stops. */
    @Override
    public void close() {
        server.stop();
    }
}
