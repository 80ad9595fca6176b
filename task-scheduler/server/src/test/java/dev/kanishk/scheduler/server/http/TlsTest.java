package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir Path folder;

    private TestIdentity make(String name, String algorithm, String... more) throws Exception {
        return TestIdentity.make(folder, name, algorithm, more);
    }

    private TestServer serve(TestIdentity identity) throws IOException {
        SSLContext context = TlsFiles.read(identity.certificate(), identity.key());
        return TestServer.start(
                folder,
                HttpSettings.local().with(context),
                HttpClient.newBuilder().sslContext(identity.client()).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void servesJobsOverHttpsWithACertificateOf(String algorithm) throws Exception {
        try (TestServer server = serve(make("server", algorithm))) {
            assertThat(server.post("/v1/jobs", "{\"type\":\"good\"}").status()).isEqualTo(202);
            assertThat(server.get("/v1/types").status()).isEqualTo(200);
        }
    }

    @Test
    void speaksNoOldProtocolAndNoWeakCipher() throws Exception {
        TestIdentity identity = make("server", "RSA");
        try (TestServer server = serve(identity)) {
            assertThat(handshake(server, identity, "TLSv1.3")).isEqualTo("TLSv1.3");
            assertThat(handshake(server, identity, "TLSv1.2")).isEqualTo("TLSv1.2");
            assertThatThrownBy(() -> handshake(server, identity, "TLSv1.1"))
                    .isInstanceOf(SSLException.class);
            SSLContext own = TlsFiles.read(identity.certificate(), identity.key());
            List<String> strong = List.of(own.getDefaultSSLParameters().getCipherSuites());
            String[] weak =
                    Arrays.stream(own.getSupportedSSLParameters().getCipherSuites())
                            .filter(suite -> suite.startsWith("TLS_ECDHE_RSA_"))
                            .filter(suite -> !strong.contains(suite))
                            .toArray(String[]::new);
            assertThat(weak).isNotEmpty();
            assertThatThrownBy(() -> handshake(server, identity, "TLSv1.2", weak))
                    .isInstanceOf(SSLException.class);
        }
    }

    private static String handshake(
            TestServer server, TestIdentity identity, String protocol, String... suites)
            throws IOException {
        try (SSLSocket socket =
                (SSLSocket)
                        identity.client()
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), server.api().port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            if (suites.length > 0) {
                socket.setEnabledCipherSuites(suites);
            }
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    @Test
    void answersNobodyWhoSpeaksPlainly() throws Exception {
        TestIdentity identity = make("server", "EC");
        try (TestServer server = serve(identity);
                HttpClient plain = HttpClient.newHttpClient()) {
            assertThatThrownBy(() ->
                            plain.send(
                                    java.net.http.HttpRequest.newBuilder(
                                                    java.net.URI.create(
                                                            "http://localhost:"
                                                                    + server.api().port()
                                                                    + "/healthz"))
                                            .build(),
                                    java.net.http.HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void saysWhatIsWrongWithItsFiles() throws Exception {
        TestIdentity one = make("one", "RSA");
        TestIdentity other = make("other", "RSA");
        TestIdentity curve = make("curve", "EC");
        TestIdentity old = make("old", "EC", "-startdate", "-10d", "-validity", "1");
        assertWrong(one.certificate(), other.key(), "is not the key of");
        assertWrong(one.certificate(), curve.key(), "kind");
        assertWrong(one.key(), one.key(), "no certificate");
        assertWrong(one.certificate(), one.certificate(), "no private key");
        assertWrong(old.certificate(), old.key(), "ended");
        assertWrong(folder.resolve("absent"), one.key(), "absent");
        Path traditional =
                TestIdentity.pem(
                        folder.resolve("traditional.key"), "RSA PRIVATE KEY", new byte[] {1});
        assertWrong(one.certificate(), traditional, "openssl pkcs8 -topk8");
        Path broken = TestIdentity.pem(folder.resolve("broken.key"), "PRIVATE KEY", new byte[] {1});
        assertWrong(one.certificate(), broken, "no key");
    }

    private static void assertWrong(Path certificate, Path key, String message) {
        assertThatThrownBy(() -> TlsFiles.read(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
