package dev.kanishk.benchmarks.showcase.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that speaks the chat-completions protocol. Its model always finds the next of ten orders
 * to look up and then answers; it counts a token for every four characters, in questions and
 * answers, those of lost calls too. Each fault comes once, in its place.
 */
final class FaultyEndpoint implements AutoCloseable {
    /** What goes wrong. */
    enum Fault {
        /** The call gets no answer within its time. */
        TIMEOUT,
        /** The answer is prose. */
        BROKEN_JSON,
        /** The process that asks is killed while it waits, and the endpoint is gone for a while. */
        DEATH
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_AT = 3;
    private static final int BROKEN_AT = 6;
    private static final int DEATH_AT = 8;
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final Set<Fault> pending;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Runnable onDeath = () -> {};
    private HttpServer server;
    private long inputTokens;
    private long outputTokens;
    private int calls;

    FaultyEndpoint(Set<Fault> faults) throws IOException {
        this.pending = EnumSet.noneOf(Fault.class);
        pending.addAll(faults);
        this.server = start(0);
    }

    private HttpServer start(int port) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        HttpServer made = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        made.setExecutor(executor);
        made.createContext("/v1/chat/completions", this::answer);
        made.start();
        return made;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Sets what kills the process that asks. */
    void onDeath(Runnable kill) {
        onDeath = kill;
    }

    /** Comes back, at the same address. */
    void revive() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);
        server = start(port);
    }

    synchronized long tokens() {
        return inputTokens + outputTokens;
    }

    synchronized int calls() {
        return calls;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String question = request.path("messages").path(0).path("content").asText();
        int asked = tokensOf(question);
        int step = (int) question.lines().filter(line -> line.startsWith("order ")).count() + 1;
        boolean correction = question.startsWith("Correct this");
        if (!correction && step == TIMEOUT_AT && take(Fault.TIMEOUT)) {
            count(asked, 0);
            awaitUninterruptibly(closed);
            return;
        }
        if (!correction && step == DEATH_AT && take(Fault.DEATH)) {
            count(asked, 0);
            onDeath.run();
            exchange.close();
            return;
        }
        String text =
                !correction && step == BROKEN_AT && take(Fault.BROKEN_JSON)
                        ? "Sure! The next thing to do is to look up order " + step + "."
                        : TenLookups.choice(correction ? BROKEN_AT : step);
        count(asked, tokensOf(text));
        send(exchange, asked, text);
    }

    private synchronized boolean take(Fault fault) {
        return pending.remove(fault);
    }

    private synchronized void count(int asked, int answered) {
        calls++;
        inputTokens += asked;
        outputTokens += answered;
    }

    private static int tokensOf(String text) {
        return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    private static void send(HttpExchange exchange, int asked, String text) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("id", "1").put("object", "chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text);
        body.putObject("usage")
                .put("prompt_tokens", asked)
                .put("completion_tokens", tokensOf(text))
                .put("total_tokens", asked + tokensOf(text));
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
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
        executor.close();
    }
}
