package dev.kanishk.scheduler.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections. Those that are too many are told so and closed; the server's own limit, which
 * lies higher, would leave them waiting in the operating system without a word.
 */
final class Connections implements ServerConnectionSelector {
    private final ServerConnectionSelector http =
            Http1ConnectionSelector.builder().config(Http1Config.create()).build();
    private final AtomicInteger open = new AtomicInteger();
    private final int most;
    private final HttpFigures figures;

    Connections(int most, HttpFigures figures) {
        this.most = most;
        this.figures = figures;
    }

    /** How many the server has to accept, so that those beyond the limit get their answer. */
    int accepted() {
        return most + Math.max(16, most / 16);
    }

    int open() {
        return open.get();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new Counted(context, http.connection(context));
    }

    private final class Counted implements ServerConnection, InterruptableTask<Void> {
        private final ConnectionContext context;
        private final ServerConnection connection;

        Counted(ConnectionContext context, ServerConnection connection) {
            this.context = context;
            this.connection = connection;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                if (open.incrementAndGet() > most) {
                    refuse();
                } else {
                    connection.handle(limit);
                }
            } finally {
                open.decrementAndGet();
            }
        }

        private void refuse() {
            figures.refused(dev.kanishk.scheduler.server.http.Limit.CONNECTIONS);
            Problem problem =
                    Problem.tooMany(
                            dev.kanishk.scheduler.server.http.Limit.CONNECTIONS,
                            most + " connections are open and no more are allowed: close some");
            byte[] body = problem.json().toString().getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder();
            head.append("HTTP/1.1 ").append(problem.status()).append("\r\n");
            head.append("Content-Type: ").append(Json.PROBLEM).append("\r\n");
            head.append("Content-Length: ").append(body.length).append("\r\n");
            problem.headers()
                    .forEach(header ->
                            head.append(header.name())
                                    .append(": ")
                                    .append(header.get())
                                    .append("\r\n"));
            head.append("Connection: close\r\n\r\n");
            BufferData answer = BufferData.growing(head.length() + body.length);
            answer.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            answer.write(body);
            context.dataWriter().writeNow(answer);
        }

        @Override
        public boolean canInterrupt() {
            return connection instanceof InterruptableTask<?> task && task.canInterrupt();
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }
}
