package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real connections to receivers that behave badly. */
class DeliveryClientTest {
    private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final Duration PLENTY = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final WebhookOptions PATIENT =
            WebhookOptions.DEFAULTS.withTimeouts(PLENTY, PLENTY, PLENTY);
    private static final TargetRules RULES =
            new TargetRules(List.of(Cidr.parse("127.0.0.1"), Cidr.parse("::1")));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger lookups = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private DeliveryClient client(WebhookOptions options) throws Exception {
        return client(options, host -> List.of(InetAddress.ofLiteral("127.0.0.1")));
    }

    private DeliveryClient client(WebhookOptions options, HostLookup lookup) throws Exception {
        HostLookup counted =
                host -> {
                    lookups.incrementAndGet();
                    return lookup.find(host);
                };
        return opened(new DeliveryClient(RULES, options, counted, SSLContext.getDefault()));
    }

    private Receiver receiver(Receiver.Behaviour behaviour) throws IOException {
        return opened(Receiver.at("127.0.0.1", behaviour));
    }

    private static Answer send(DeliveryClient client, String url) throws Exception {
        return send(client, url, PLENTY);
    }

    private static Answer send(DeliveryClient client, String url, Duration limit) throws Exception {
        return client.send(
                new Delivery(
                        TargetUrl.parse(url),
                        "POST",
                        Map.of("webhook-id", "1"),
                        new byte[] {'{', '}'},
                        limit));
    }

    @Test
    void connectsToTheAddressThatWasLookedAtAndNamesTheHost() throws Exception {
        Receiver receiver = receiver(Receiver.answering(OK));
        DeliveryClient client = client(PATIENT);
        String url = "http://only-in-this-test.example:" + receiver.port() + "/a?b=c";
        assertThat(send(client, url).status()).isEqualTo(204);
        assertThat(send(client, url).status()).isEqualTo(204);

        assertThat(receiver.requests).hasSize(2);
        Receiver.Request request = receiver.requests.getFirst();
        assertThat(request.line()).isEqualTo("POST /a?b=c HTTP/1.1");
        assertThat(request.header("host"))
                .isEqualTo("only-in-this-test.example:" + receiver.port());
        assertThat(request.body()).isEqualTo("{}");
        assertThat(receiver.connections).as("one connection for both").hasSize(1);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void callsAddressesOfBothFamilies() throws Exception {
        Receiver four = receiver(Receiver.answering(OK));
        Receiver six = opened(Receiver.at("::1", Receiver.answering(OK)));
        DeliveryClient client = client(PATIENT);
        assertThat(send(client, four.url("127.0.0.1")).status()).isEqualTo(204);
        assertThat(send(client, six.url("[::1]")).status()).isEqualTo(204);
        assertThat(lookups).hasValue(0);
        assertThat(six.requests.getFirst().header("host"))
                .startsWith("[")
                .endsWith(":" + six.port());
    }

    @Test
    void looksAtEachAnswerOfANameServerAnew() throws Exception {
        Receiver harmless =
                receiver(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                });
        ServerSocket secret = opened(new ServerSocket());
        secret.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), harmless.port()));
        Receiver inside = opened(Receiver.on(secret, Receiver.answering(OK)));
        DeliveryClient client =
                client(
                        PATIENT,
                        host ->
                                List.of(
                                        InetAddress.ofLiteral(
                                                lookups.get() == 1 ? "127.0.0.1" : "127.0.0.2")));

        assertThat(send(client, harmless.url("rebinding.example")).status()).isEqualTo(204);
        assertThatThrownBy(() -> send(client, harmless.url("rebinding.example")))
                .isInstanceOf(RefusedTargetException.class)
                .hasMessageContaining("127.0.0.2");

        assertThat(inside.connections).isEmpty();
        assertThat(harmless.connections).hasSize(1);
    }

    @Test
    void refusesAHostThatHasARefusedAddressBesideAllowedOnes() throws Exception {
        Receiver receiver = receiver(Receiver.answering(OK));
        DeliveryClient client =
                client(
                        PATIENT,
                        host ->
                                List.of(
                                        InetAddress.ofLiteral("127.0.0.1"),
                                        InetAddress.ofLiteral("169.254.169.254")));
        assertThatThrownBy(() -> send(client, receiver.url("both.example")))
                .isInstanceOf(RefusedTargetException.class)
                .hasMessageContaining("169.254.169.254");
        assertThat(receiver.connections).isEmpty();
    }

    @Test
    void looksOnceMoreWhereItConnects() throws Exception {
        try (CheckedSocket socket = new CheckedSocket(TargetRules.PUBLIC_ONLY);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> socket.connect(server.getLocalSocketAddress(), 100))
                    .isInstanceOf(RefusedTargetException.class);
            assertThatThrownBy(() ->
                            socket.connect(InetSocketAddress.createUnresolved("localhost", 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is no address");
            assertThat(socket.isConnected()).isFalse();
        }
    }

    @Test
    void usesNoProxyThatTheSystemNames() throws Exception {
        Receiver receiver = receiver(Receiver.answering(OK));
        Receiver proxy = receiver(Receiver.answering("HTTP/1.1 502 Bad\r\n\r\n"));
        Map<String, String> properties =
                Map.of(
                        "http.proxyHost", "127.0.0.1",
                        "http.proxyPort", "" + proxy.port(),
                        "http.nonProxyHosts", "",
                        "socksProxyHost", "127.0.0.1",
                        "socksProxyPort", "" + proxy.port());
        properties.forEach(System::setProperty);
        try {
            DeliveryClient client = client(PATIENT);
            assertThat(send(client, receiver.url("some.example")).status()).isEqualTo(204);
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
        assertThat(proxy.connections).isEmpty();
    }

    @Test
    void followsNoRedirect() throws Exception {
        Receiver receiver =
                receiver(
                        Receiver.answering(
                                "HTTP/1.1 307 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"));
        assertThat(send(client(PATIENT), receiver.url("a.example")).status()).isEqualTo(307);
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void givesUpAReceiverThatDoesNotAccept() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            List<Socket> waiting = fill(full);
            DeliveryClient client = client(PATIENT.withTimeouts(SHORT, PLENTY, PLENTY));
            assertThatThrownBy(() -> send(client, "http://127.0.0.1:" + full.getLocalPort() + "/"))
                    .isInstanceOf(IOException.class);
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Connects until the queue of the server is full. */
    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
            } catch (IOException e) {
                return waiting;
            }
        }
    }

    @Test
    void givesUpAReceiverThatDoesNotTakePartInTls() throws Exception {
        Receiver receiver = receiver(Receiver.Connection::hang);
        DeliveryClient client = client(PATIENT.withTimeouts(SHORT, PLENTY, PLENTY));
        assertThatThrownBy(() -> send(client, "https://a.example:" + receiver.port() + "/"))
                .isInstanceOf(IOException.class);
        assertThat(receiver.connections).hasSize(1);
    }

    @Test
    void givesUpAReceiverThatIsSilent() throws Exception {
        Receiver receiver =
                receiver(connection -> {
                    connection.read();
                    connection.awaitClose();
                });
        DeliveryClient client = client(PATIENT.withTimeouts(PLENTY, SHORT, PLENTY));
        assertThatThrownBy(() -> send(client, receiver.url("a.example")))
                .isInstanceOf(IOException.class);
        assertThat(receiver.closedByPeer.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void givesUpAReceiverThatAnswersByteByByte() throws Exception {
        Receiver receiver =
                receiver(connection -> {
                    connection.read();
                    String answer = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(6_000);
                    for (int i = 0; i < answer.length(); i++) {
                        connection.write(answer.substring(i, i + 1));
                        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                    }
                });
        assertThatThrownBy(() -> send(client(PATIENT), receiver.url("a.example"), SHORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer within PT0.3S");
    }

    @Test
    void givesUpAnswersThatAreNone() throws Exception {
        for (String answer :
                List.of(
                        "",
                        "\r\n\r\n",
                        "SSH-2.0-OpenSSH_9\r\n",
                        "HTTP/1.1 200",
                        "HTTP/1.1 200 OK\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Le",
                        "HTTP/1.1 OK\r\n\r\n",
                        "HTTP/1.1 99999999999 OK\r\n\r\n",
                        "\u0000\u0001\u0002\u0003",
                        "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(200),
                        "HTTP/1.1 200 " + "x".repeat(100_000) + "\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")) {
            Receiver receiver =
                    receiver(connection -> {
                        connection.read();
                        connection.write(answer);
                    });
            String shown = answer.length() > 50 ? answer.substring(0, 50) : answer;
            DeliveryClient client = client(PATIENT);
            assertThat(catchThrowable(() -> send(client, receiver.url("a.example"))))
                    .as(shown)
                    .isInstanceOf(IOException.class);
            assertThat(receiver.requests).hasSize(1);
        }
    }

    @Test
    void readsNoMoreOfAnAnswerThanItMay() throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        Receiver receiver =
                receiver(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
                    long count = 0;
                    String chunk = "x".repeat(100_000);
                    try {
                        while (true) {
                            connection.write(chunk);
                            count += chunk.length();
                        }
                    } finally {
                        written.complete(count);
                    }
                });
        DeliveryClient client = client(PATIENT.withSizes(1_000, 1_000));
        assertThat(send(client, receiver.url("a.example")).status()).isEqualTo(200);
        // Beyond what the buffers of two sockets hold, nothing was taken.
        assertThat(written.get(10, TimeUnit.SECONDS)).isLessThan(100_000_000L);
    }

    @Test
    void doesNotWaitForABodyThatComesByteByByte() throws Exception {
        Receiver receiver =
                receiver(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                    while (true) {
                        connection.write("x");
                        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                    }
                });
        long before = System.nanoTime();
        assertThat(send(client(PATIENT), receiver.url("a.example")).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void sendsAgainAtOnceWhatAnIdleConnectionDidNotTake() throws Exception {
        Receiver receiver =
                receiver(connection -> {
                    connection.read();
                    connection.write(OK);
                });
        DeliveryClient client = client(PATIENT);
        assertThat(send(client, receiver.url("a.example")).status()).isEqualTo(204);
        assertThat(send(client, receiver.url("a.example")).status()).isEqualTo(204);
        assertThat(receiver.connections).hasSize(2);
        assertThat(receiver.requests).hasSize(2);
    }

    @Test
    void endsTheExchangeWhenItIsInterrupted() throws Exception {
        Receiver receiver =
                receiver(connection -> {
                    connection.read();
                    connection.awaitClose();
                });
        DeliveryClient client = client(PATIENT);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread sender =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                send(client, receiver.url("a.example"));
                            } catch (Exception e) {
                                thrown.complete(e);
                            }
                        });
        await().until(() -> receiver.requests.size() == 1);
        sender.interrupt();
        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(receiver.closedByPeer.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void waitsForANameServerNoLongerThanItMayAndAsksItOnceForAllThatWait() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        Receiver receiver = receiver(Receiver.answering(OK));
        DeliveryClient client =
                client(
                        PATIENT.withTimeouts(SHORT, PLENTY, PLENTY),
                        host -> {
                            if (host.startsWith("silent")) {
                                awaitUninterruptibly(answers);
                            }
                            return List.of(InetAddress.ofLiteral("127.0.0.1"));
                        });
        List<CompletableFuture<Answer>> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(later(() -> send(client, receiver.url("silent.example"))));
        }
        for (CompletableFuture<Answer> one : silent) {
            assertThatThrownBy(() -> one.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("was not found within PT0.3S");
        }
        assertThat(lookups).hasValue(1);
        assertThat(send(client, receiver.url("other.example")).status()).isEqualTo(204);
        answers.countDown();
    }

    /** What may fail. */
    private interface Sending {
        Answer send() throws Exception;
    }

    private static CompletableFuture<Answer> later(Sending sending) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        answer.complete(sending.send());
                    } catch (Exception e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
