package dev.kanishk.agents.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A server that speaks the chat-completions protocol and answers by a script. */
final class Endpoint implements AutoCloseable {
    /** An answer that never comes. */
    static final String HANG = "hang";

    /** An answer of status 500. */
    static final String BROKEN = "broken";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> answers;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch hung = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    Endpoint(String... answers) throws IOException {
        this.answers = Collections.synchronizedList(new ArrayList<>(List.of(answers)));
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        this.server = HttpServer.create(any, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    void awaitHang() throws InterruptedException {
        hung.await();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        asked.add(request.path("messages").path(0).path("content").asText());
        String answer = answers.removeFirst();
        if (answer.equals(HANG)) {
            hung.countDown();
            awaitUninterruptibly(closed);
            return;
        }
        int status = answer.equals(BROKEN) ? 500 : 200;
        ObjectNode body = JSON.createObjectNode().put("id", "1").put("object", "chat.completion");
        body.put("model", request.path("model").asText());
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", answer);
        body.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", 3)
                .put("total_tokens", 13);
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
