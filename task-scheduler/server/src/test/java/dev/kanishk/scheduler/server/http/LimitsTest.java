package dev.kanishk.scheduler.server.http;

import static dev.kanishk.scheduler.server.http.HttpApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kanishk.scheduler.server.http.TestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
    private static final String GOOD = "{\"type\":\"good\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private TestServer start(HttpLimits limits) {
        return TestServer.start(folder, HttpSettings.local().with(limits));
    }

    private static String refused(TestServer server, String limit) throws Exception {
        return server.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.contains("refused_total{limit=\"" + limit + "\"}"))
                .map(line -> line.substring(line.indexOf('}') + 2))
                .findFirst()
                .orElse("");
    }

    @Test
    void takesABodyOfTheLargestSizeAndNoLargerOne() throws Exception {
        try (TestServer server = start(HttpLimits.of(10_000, 100, 100, 100, 0))) {
            String largest = GOOD + " ".repeat(10_000 - GOOD.length());
            assertThat(server.post("/v1/jobs", largest).status()).isEqualTo(202);
            Answer larger = server.post("/v1/jobs", largest + " ");
            assertProblem(larger, 413, "10000 bytes");
            assertThat(larger.text("limit")).isEqualTo("body");

            assertThat(chunked(server, largest).status()).isEqualTo(202);
            assertProblem(chunked(server, largest + " "), 413, "10000 bytes");
            // What is far too long is not read; so its sender has to listen, and not only to send.
            try (Slow farTooLarge = new Slow(server, 50_000)) {
                assertThat(farTooLarge.answer())
                        .startsWith("HTTP/1.1 413")
                        .contains("application/problem+json", "too large");
            }
            assertThat(refused(server, "body")).isEqualTo("3");
            assertThat(server.post("/v1/jobs", GOOD).status()).isEqualTo(202);
            await().until(() -> server.api().bodies().heldBytes() == 0);
        }
    }

    private static Answer chunked(TestServer server, String body) throws Exception {
        return server.send(
                HttpRequest.newBuilder(server.uri("/v1/jobs"))
                        .POST(
                                BodyPublishers.ofInputStream(() ->
                                        new ByteArrayInputStream(
                                                body.getBytes(StandardCharsets.UTF_8))))
                        .build());
    }

    @Test
    void holdsNoMoreOfBodiesThanItHasRoomFor() throws Exception {
        HttpLimits limits = new HttpLimits(60_000, 120_000, 100, 100, 100, 50, 0);
        try (TestServer server = start(limits);
                Slow first = new Slow(server, 60_000);
                Slow second = new Slow(server, 50_000)) {
            await().until(() -> server.api().bodies().heldBytes() > 100_000);
            Answer third = server.post("/v1/jobs", GOOD + " ".repeat(40_000));
            assertProblem(third, 429, "KiB of bodies");
            assertThat(third.text("limit")).isEqualTo("memory");
            assertThat(third.header("Retry-After")).matches("[1-3]");
            assertThat(server.post("/v1/jobs", GOOD).status()).isEqualTo(202);

            first.abandon();
            await().until(() -> server.api().bodies().heldBytes() < 60_000);
            assertThat(server.post("/v1/jobs", GOOD + " ".repeat(40_000)).status()).isEqualTo(202);
            second.finish();
            assertThat(second.answer()).startsWith("HTTP/1.1 202");
            assertThat(refused(server, "memory")).isEqualTo("1");
            // Who goes away is no failure of the server.
            assertThat(server.get("/metrics").text()).doesNotContain("status=\"500\"");
        }
    }

    /** A call whose body does not come, until it is finished. */
    private static final class Slow implements AutoCloseable {
        private final Socket socket;
        private final int length;

        Slow(TestServer server, int length) throws IOException {
            this.length = length;
            socket = new Socket(InetAddress.getLoopbackAddress(), server.api().port());
            write(
                    "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Length: "
                            + length
                            + "\r\n\r\n"
                            + GOOD);
        }

        private void write(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        void finish() throws IOException {
            write(" ".repeat(length - GOOD.length()));
        }

        void abandon() throws IOException {
            socket.close();
        }

        String answer() throws IOException {
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void letsACallerDoNoMoreThanTheRate() throws Exception {
        try (TestServer server = start(HttpLimits.of(100_000, 100, 100, 100, 10))) {
            String forty = TestServer.times(40, GOOD);
            assertThat(server.post("/v1/jobs", forty).status()).isEqualTo(202);
            Answer refused = server.post("/v1/jobs", GOOD);
            assertProblem(refused, 429, "10 a second");
            assertThat(refused.text("limit")).isEqualTo("rate");
            // 40 jobs and what went before, of which the first 10 were free.
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 4);
            assertThat(server.get("/v1/types").status()).isEqualTo(429);
            assertThat(server.get("/healthz").status()).isEqualTo(200);
            await().until(() -> server.get("/v1/types").status() == 200);
        }
    }

    @Test
    void tellsConnectionsBeyondTheLimitSo() throws Exception {
        try (TestServer server = start(HttpLimits.of(100_000, 3, 100, 100, 0))) {
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    Socket socket = connect(server);
                    open.add(socket);
                    assertThat(ask(socket, "keep-alive")).contains("200 OK");
                }
                try (Socket fourth = connect(server)) {
                    String answer = ask(fourth, "close");
                    assertThat(answer).startsWith("HTTP/1.1 429 ");
                    assertThat(answer).containsPattern("Retry-After: [1-3]\r\n");
                    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
                    assertThat(JSON.readTree(body).path("limit").asText()).isEqualTo("connections");
                }
                open.removeFirst().close();
                await().until(() -> server.api().connections().open() == 2);
                try (Socket next = connect(server)) {
                    assertThat(ask(next, "close")).contains("200 OK");
                }
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
            await().until(() -> server.api().connections().open() == 0);
            assertThat(refused(server, "connections")).isEqualTo("1");
        }
    }

    private static Socket connect(TestServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.api().port());
    }

    private static String ask(Socket socket, String connection) throws IOException {
        OutputStream out = socket.getOutputStream();
        String request =
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: "
                        + connection
                        + "\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        InputStream in = socket.getInputStream();
        if (connection.equals("close")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        byte[] some = new byte[4_096];
        int length = in.read(some);
        return new String(some, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }

    @Test
    void answersWhatIsNoRequestWithAProblem() throws Exception {
        try (TestServer server = start(HttpLimits.DEFAULTS);
                Socket socket = connect(server)) {
            OutputStream out = socket.getOutputStream();
            String request =
                    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "
                            + "x".repeat(100_000)
                            + "\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 4").contains(Json.PROBLEM);
        }
    }
}
