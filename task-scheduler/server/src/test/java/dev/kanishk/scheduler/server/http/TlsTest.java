package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;

    /** A certificate, its key, and what trusts it. */
    record Identity(Path certificate, Path key, SSLContext client) {}

    private Identity make(String name, String algorithm, String... more) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = keytool.inputReader().readAllAsString();
        assertThat(keytool.waitFor()).as(said).isZero();

        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Certificate certificate = keys.getCertificate("server");
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new Identity(
                pem(name + ".crt", "CERTIFICATE", certificate.getEncoded()),
                pem(
                        name + ".key",
                        "PRIVATE KEY",
                        Objects.requireNonNull(keys.getKey("server", PASSWORD)).getEncoded()),
                client);
    }

    private Path pem(String file, String kind, byte[] content) throws IOException {
        String text =
                "-----BEGIN "
                        + kind
                        + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                        + "\n-----END "
                        + kind
                        + "-----\n";
        return Files.writeString(folder.resolve(file), text);
    }

    private TestServer serve(Identity identity) throws IOException {
        SSLContext context = TlsFiles.read(identity.certificate(), identity.key());
        return TestServer.on(
                TestServer.sqlite(folder),
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
        Identity identity = make("server", "RSA");
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
            TestServer server, Identity identity, String protocol, String... suites)
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
        Identity identity = make("server", "EC");
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
        Identity one = make("one", "RSA");
        Identity other = make("other", "RSA");
        Identity curve = make("curve", "EC");
        Identity old = make("old", "EC", "-startdate", "-10d", "-validity", "1");
        assertWrong(one.certificate(), other.key(), "is not the key of");
        assertWrong(one.certificate(), curve.key(), "kind");
        assertWrong(one.key(), one.key(), "no certificate");
        assertWrong(one.certificate(), one.certificate(), "no private key");
        assertWrong(old.certificate(), old.key(), "ended");
        assertWrong(folder.resolve("absent"), one.key(), "absent");
        Path traditional = pem("traditional.key", "RSA PRIVATE KEY", new byte[] {1});
        assertWrong(one.certificate(), traditional, "openssl pkcs8 -topk8");
        Path broken = pem("broken.key", "PRIVATE KEY", new byte[] {1});
        assertWrong(one.certificate(), broken, "no key");
    }

    private static void assertWrong(Path certificate, Path key, String message) {
        assertThatThrownBy(() -> TlsFiles.read(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
