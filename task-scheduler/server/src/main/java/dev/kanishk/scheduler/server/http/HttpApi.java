package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.server.access.Caller;
import dev.kanishk.scheduler.server.access.Role;
import dev.kanishk.scheduler.server.report.Reports;
import dev.kanishk.scheduler.store.JobStore;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The HTTP server. Each request has a virtual thread of its own. */
public final class HttpApi implements AutoCloseable {
    /** The server's own log; held, since the platform forgets levels of loggers that nobody has. */
    private static final java.util.logging.Logger SERVER_LOG =
            java.util.logging.Logger.getLogger("io.helidon");

    private static final int BACKLOG = 1_024;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    /** Up to so much more than allowed is read, so that its sender hears why it is refused. */
    private static final long DISCARDED = 4;

    private final AtomicBoolean draining = new AtomicBoolean();
    private final HttpFigures figures = new HttpFigures();
    private final AuditLog audit = new AuditLog(InstantSource.system());
    private final ProcessMeters meters;
    private final Guard guard;
    private final RateLimits rates;
    private final Bodies bodies;
    private final Gate submits;
    private final Gate others;
    private final Gate reporting;
    private final Connections connections;
    private final List<Route> routes = new ArrayList<>();
    private final WebServer server;

    /**
     * Starts a server.
     *
     * @param store where jobs are
     * @param scheduler what runs them
     * @param reports what is told of them from elsewhere; closed by the caller
     * @param settings where to listen, and to whom
     * @throws java.io.UncheckedIOException if it cannot listen there
     */
    public HttpApi(
            JobStore store, TaskScheduler scheduler, Reports reports, HttpSettings settings) {
        HttpLimits limits = settings.limits();
        this.meters = new ProcessMeters(scheduler, store);
        this.guard = new Guard(settings.admission());
        this.rates = new RateLimits(limits.ratePerSecond(), System::nanoTime);
        this.bodies = new Bodies(limits, System::nanoTime);
        this.submits = gate("enqueuing calls", limits.maxCalls(), limits);
        this.others = gate("other calls", limits.maxOtherCalls(), limits);
        this.reporting = gate("calls for reports", limits.maxOtherCalls(), limits);
        this.connections = new Connections(limits.maxConnections(), figures);
        SERVER_LOG.setLevel(Level.WARNING);
        routes.addAll(
                new JobRoutes(store, scheduler, new Intake(bodies, submits, rates, guard)).all());
        routes.addAll(new StatusRoutes(store, scheduler, draining, this::figuresText).all());
        routes.addAll(new TargetRoutes(scheduler).all());
        routes.addAll(new ReportRoutes(reports, scheduler).all());
        routes.addAll(new DashboardRoutes().all());
        HttpRouting.Builder routing = HttpRouting.builder();
        for (Route route : routes) {
            routing.route(
                    route.method(),
                    route.path(),
                    (in, out) -> {
                        answer(in, out, route);
                        closeIfAsked(in);
                    });
        }
        routing.any((in, out) -> {
            answer(in, out, null);
            closeIfAsked(in);
        });
        routing.error(HttpException.class, (in, out, e) -> fail(in, out, null, null, e));
        this.server = start(settings, routing);
    }

    private static Gate gate(String what, int most, HttpLimits limits) {
        return new Gate(Limit.CALLS, what, most, limits.maxWaiting(), limits.patienceMs());
    }

    private WebServer start(HttpSettings settings, HttpRouting.Builder routing) {
        DirectHandlers.Builder direct = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            direct.addHandler(type, this::refuseMalformed);
        }
        WebServerConfig.Builder builder =
                WebServer.builder()
                        .address(settings.address())
                        .port(settings.port())
                        .backlog(BACKLOG)
                        .shutdownHook(false)
                        .maxPayloadSize(DISCARDED * settings.limits().maxBodyBytes())
                        .maxTcpConnections(connections.accepted())
                        .addConnectionSelector(connections)
                        .useNio(false) // whose reads would have no time limit
                        .connectionOptions(
                                SocketOptions.builder().readTimeout(READ_TIMEOUT).build())
                        .directHandlers(direct.build())
                        .routing(routing);
        settings.tls().ifPresent(context -> builder.tls(Tls.builder().sslContext(context).build()));
        return builder.build().start();
    }

    /** Lets a call in and answers it, or says why not. */
    private void answer(ServerRequest request, ServerResponse response, @Nullable Route route) {
        @Nullable Caller caller = null;
        try {
            caller = route != null && route.role() == null ? null : admit(request);
            if (route == null) {
                throw nothingThere(request);
            }
            Parameters.check(request, route.parameters());
            Call call =
                    new Call(
                            request,
                            response,
                            caller == null ? Caller.admin("anyone") : caller,
                            caller != null && guard.namesCallers());
            answer(call, route);
            count(request, route, response.status().code());
            if (caller != null && route.role() == Role.OPERATE) {
                audit.done(request, caller, response.status().code());
            }
        } catch (RequestException e) {
            throw e;
        } catch (RuntimeException e) {
            if (!Problems.canBeTold(e) || response.isSent()) {
                throw e;
            }
            fail(request, response, route, caller, e);
        }
    }

    /** Ends a connection of which the server has only said that it would. */
    private static void closeIfAsked(ServerRequest request) {
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            if (request.content().hasEntity() && !request.content().consumed()) {
                // Else the answer could be lost with what was sent and not read.
                request.content().consume();
            }
            throw new CloseConnectionException("the caller asked for it");
        }
    }

    private Caller admit(ServerRequest request) {
        Caller caller;
        try {
            caller = guard.admit(request);
        } catch (Problem e) {
            rates.admit("address " + Guard.address(request));
            throw e;
        }
        rates.admit(guard.account(request, caller));
        return caller;
    }

    private void answer(Call call, Route route) {
        if (route.role() == null) {
            route.answer().to(call);
            return;
        }
        Guard.allow(call.caller(), route);
        if (route.role() == Role.SUBMIT) {
            route.answer().to(call);
            return;
        }
        // Reports come from elsewhere, so calls that wait for the store do not keep them away.
        Gate gate = route.path().startsWith(ReportRoutes.PREFIX) ? reporting : others;
        gate.enter(1);
        try {
            route.answer().to(call);
        } finally {
            gate.leave(1);
        }
    }

    private Problem nothingThere(ServerRequest request) {
        String path = request.path().path();
        String method = request.prologue().method().text();
        String allowed =
                routes.stream()
                        .filter(route -> route.isAt(path))
                        .map(route -> route.method().text())
                        .collect(Collectors.joining(", "));
        return allowed.isEmpty()
                ? Problem.notFound("resource", method + " " + path)
                : Problem.notAllowed("'" + path + "' is asked for with " + allowed, allowed);
    }

    private void fail(
            ServerRequest request,
            ServerResponse response,
            @Nullable Route route,
            @Nullable Caller caller,
            RuntimeException failure) {
        Problem problem = Problems.of(request, failure);
        problem.limit().ifPresent(figures::refused);
        problem.refusal()
                .ifPresent(reason -> {
                    figures.denied();
                    audit.refused(request, caller, problem.status().code(), reason);
                });
        count(request, route, problem.status().code());
        Json.send(response, problem);
    }

    private void count(ServerRequest request, @Nullable Route route, int status) {
        figures.answered(
                route == null ? "other" : request.prologue().method().text(),
                route == null ? "other" : route.path(),
                status);
    }

    /** Answers what cannot be read as a request, before it has come to a route. */
    private DirectHandler.TransportResponse refuseMalformed(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            io.helidon.http.ServerResponseHeaders headers,
            String message) {
        Problem problem =
                status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
                        ? Problem.tooLarge("the body is too large: send fewer jobs at a time")
                        : new Problem(status, message == null ? type.name() : message);
        problem.limit().ifPresent(figures::refused);
        figures.answered("other", "other", status.code());
        headers.set(HeaderNames.CONTENT_TYPE, Json.PROBLEM);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .entity(problem.json().toString().getBytes(StandardCharsets.UTF_8))
                .keepAlive(false)
                .build();
    }

    /** {@return the port it listens at} */
    public int port() {
        return server.port();
    }

    /** {@return everything that it answers} */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    private String figuresText() {
        return Metrics.text(this) + meters.text();
    }

    boolean isDraining() {
        return draining.get();
    }

    HttpFigures figures() {
        return figures;
    }

    Gate submits() {
        return submits;
    }

    Gate others() {
        return others;
    }

    Gate reporting() {
        return reporting;
    }

    Bodies bodies() {
        return bodies;
    }

    Connections connections() {
        return connections;
    }

    /** Says that the process is not ready any more; requests are still answered. */
    public void drain() {
        draining.set(true);
    }

    /** Answers what was asked and stops. */
    @Override
    public void close() {
        server.stop();
        meters.close();
    }
}
