package dev.kanishk.scheduler.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that serves.
 *
 * @param process it
 * @param url where it answers
 */
record Serving(Process process, String url) {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** Starts the program at any free port; it may call back to this machine. */
    static Serving start(String store, List<String> more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "serve",
                                "--json",
                                "--http-port",
                                "0",
                                "--store",
                                store,
                                "--webhook-allow",
                                "127.0.0.1/32"));
        arguments.addAll(more);
        ProcessBuilder builder = ProgramProcess.of(arguments);
        if (!store.startsWith("jdbc:sqlite:")) {
            builder.environment().put("TASK_SCHEDULER_WEBHOOK_SECRET", SECRET);
        }
        Process process = builder.start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException(process.errorReader().readAllAsString());
        }
        return new Serving(process, new ObjectMapper().readTree(line).path("url").asText());
    }

    /** A database that keeps what it acknowledges. */
    static EmbeddedPostgres database() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    static String url(EmbeddedPostgres database) {
        return "jdbc:postgresql://127.0.0.1:"
                + database.getPort()
                + "/postgres?user=postgres&password=postgres";
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
