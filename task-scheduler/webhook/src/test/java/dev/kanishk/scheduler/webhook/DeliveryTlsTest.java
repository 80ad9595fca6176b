package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with a certificate of its own, that the platform's tool makes. */
class DeliveryTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final TargetRules RULES = new TargetRules(List.of(Cidr.parse("127.0.0.1")));

    @TempDir Path folder;
    private SSLContext known;
    private Receiver receiver;

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("receiver.p12");
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "receiver",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=receiver.example",
                                "-ext",
                                "SAN=dns:receiver.example",
                                "-validity",
                                "3650",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = tool.inputReader().readAllAsString();
        assertThat(tool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("receiver", keys.getCertificate("receiver"));
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(certificates);
        known = SSLContext.getInstance("TLS");
        known.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        SSLServerSocket server =
                (SSLServerSocket)
                        known.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        receiver =
                Receiver.on(
                        server,
                        connection -> {
                            connection.read();
                            connection.write(
                                    "HTTP/1.1 200 "
                                            + serverName(connection)
                                            + "\r\nContent-Length: 0\r\n\r\n");
                        });
    }

    private static String serverName(Receiver.Connection connection) {
        SSLSocket socket = (SSLSocket) connection.socket();
        List<SNIServerName> names =
                ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
        String name = names.isEmpty() ? "" : ((SNIHostName) names.getFirst()).getAsciiName();
        connection.receiver().requests.add(new Receiver.Request(name, Map.of(), ""));
        return "OK";
    }

    @AfterEach
    void stop() throws IOException {
        receiver.close();
    }

    private Answer send(SSLContext tls, String host) throws Exception {
        try (DeliveryClient client =
                new DeliveryClient(
                        RULES,
                        WebhookOptions.DEFAULTS,
                        name -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                        tls)) {
            TargetUrl url = TargetUrl.parse("https://" + host + ":" + receiver.port() + "/hook");
            return client.send(
                    new Delivery(
                            url,
                            "POST",
                            Map.of(),
                            new byte[0],
                            WebhookOptions.DEFAULTS.deliveryTimeout()));
        }
    }

    @Test
    void goesByTheNameThoughItDialsAnAddress() throws Exception {
        assertThat(send(known, "receiver.example").status()).isEqualTo(200);
        assertThat(send(known, "Receiver.Example.").status()).isEqualTo(200);

        assertThat(receiver.requests.getFirst().header("host"))
                .isEqualTo("receiver.example:" + receiver.port());
        assertThat(receiver.requests)
                .extracting(Receiver.Request::line)
                .contains("receiver.example");
    }

    @Test
    void refusesACertificateOfAnotherName() {
        for (String host : new String[] {"other.example", "127.0.0.1"}) {
            assertThatThrownBy(() -> send(known, host)).as(host).isInstanceOf(SSLException.class);
        }
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void refusesACertificateThatNobodyTrusts() {
        assertThatThrownBy(() -> send(SSLContext.getDefault(), "receiver.example"))
                .isInstanceOf(SSLException.class);
        assertThat(receiver.requests).isEmpty();
    }
}
