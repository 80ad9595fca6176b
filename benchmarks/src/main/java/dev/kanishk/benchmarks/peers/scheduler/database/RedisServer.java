package dev.kanishk.benchmarks.peers.scheduler.database;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real Redis of this process, on a port of its own. */
final class RedisServer implements AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final redis.embedded.RedisServer server;
    private final int port;

    /** What is still there after a crash of Redis. */
    enum Persistence {
        /** Nothing. */
        NONE("no"),
        /** All that was answered: each command is forced to the disk before. */
        FORCED("yes");

        private final String appendOnly;

        Persistence(String appendOnly) {
            this.appendOnly = appendOnly;
        }
    }

    private RedisServer(redis.embedded.RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param folder a missing folder for its data, on the disk to measure
     * @throws IOException if it does not start
     */
    static RedisServer start(Path folder, Persistence persistence) throws IOException {
        Files.createDirectories(folder);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis.embedded.RedisServer server =
                redis.embedded.RedisServer.newRedisServer()
                        .port(port)
                        .setting("bind 127.0.0.1")
                        .setting("dir " + folder.toAbsolutePath())
                        .setting("save \"\"")
                        .setting("appendonly " + persistence.appendOnly)
                        .setting("appendfsync always")
                        .build();
        server.start();
        return new RedisServer(server, port);
    }

    int port() {
        return port;
    }

    /** Returns its address. */
    String url() {
        return "redis://localhost:" + port;
    }

    /** Empties it. */
    void flush() {
        RedisClient client = RedisClient.create(RedisURI.create("localhost", port));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().flushall();
        } finally {
            client.shutdown(Duration.ZERO, STOP_MAX);
        }
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
