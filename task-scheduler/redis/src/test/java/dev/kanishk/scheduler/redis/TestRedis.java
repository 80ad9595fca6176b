package dev.kanishk.scheduler.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import redis.embedded.RedisServer;

/** A real Redis on a port of its own, and what tests do to it. */
final class TestRedis implements AutoCloseable {
    /** Long enough for a busy machine: no test is about how fast an answer comes. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private RedisServer server;
    private final RedisClient client;
    private StatefulRedisConnection<String, String> connection;

    private TestRedis(int port, RedisServer server) {
        this.port = port;
        this.server = server;
        client = RedisClient.create(RedisURI.create("localhost", port));
        connection = client.connect();
    }

    static TestRedis start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        return new TestRedis(port, started(port));
    }

    private static RedisServer started(int port) throws IOException {
        RedisServer server =
                RedisServer.newRedisServer()
                        .port(port)
                        .setting("bind 127.0.0.1")
                        .setting("save \"\"")
                        .setting("appendonly no")
                        .build();
        server.start();
        return server;
    }

    int port() {
        return port;
    }

    RedisLink link() {
        return link(PATIENCE);
    }

    RedisLink link(Duration timeout) {
        return RedisLink.to(RedisURI.create("localhost", port), timeout);
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    void put(String key, String value, Duration life) {
        commands().set(key, value, SetArgs.Builder.px(life));
    }

    /** Ends the server at once, with all it knows. */
    void kill() throws Exception {
        new ProcessBuilder("kill", "-9", pid()).start().waitFor();
        server.stop();
    }

    /** Starts an empty server where one was killed. */
    void startAgain() throws IOException {
        server = started(port);
        connection.close();
        connection = client.connect();
    }

    /** Stops the server without ending it; what is asked of it hangs. */
    Signals signals() {
        return new Signals(pid());
    }

    private String pid() {
        return commands()
                .info("server")
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .map(line -> line.substring("process_id:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Stops and continues a process. */
    record Signals(String pid) {
        void stop() throws Exception {
            send("-STOP");
        }

        void resume() throws Exception {
            send("-CONT");
        }

        private void send(String signal) throws Exception {
            new ProcessBuilder("kill", signal, pid).start().waitFor();
        }
    }

    @Override
    public void close() throws IOException {
        client.shutdown(Duration.ZERO, PATIENCE);
        server.stop();
    }
}
