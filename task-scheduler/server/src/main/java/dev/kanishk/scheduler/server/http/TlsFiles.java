package dev.kanishk.scheduler.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server's certificate and key, from files in PEM. */
public final class TlsFiles {
    /** The protocols that are spoken. */
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

    private TlsFiles() {}

    /**
     * Reads a certificate and its key.
     *
     * @param certificate the certificate, and those that lead from it to one that callers trust
     * @param key its private key, in PKCS#8 without a password: of RSA, EC or Ed25519
     * @return what a server shows who it is with
     * @throws IOException if one of them cannot be read or used, the key is another's, or the
     *     certificate is not valid now
     */
    public static SSLContext read(Path certificate, Path key) throws IOException {
        List<X509Certificate> chain = chain(certificate);
        X509Certificate own = chain.getFirst();
        PrivateKey secret = key(key, own.getPublicKey().getAlgorithm());
        try {
            if (!isPair(secret, own.getPublicKey())) {
                throw new IOException("'" + key + "' is not the key of '" + certificate + "'");
            }
            char[] none = new char[0];
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, none);
            keys.setKeyEntry("server", secret, none, chain.toArray(new Certificate[0]));
            KeyManagerFactory managers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            SSLParameters parameters = context.getDefaultSSLParameters();
            parameters.setProtocols(PROTOCOLS.toArray(new String[0]));
            parameters.setCipherSuites(strong(parameters.getCipherSuites()));
            return new TlsContext(context, parameters);
        } catch (GeneralSecurityException e) {
            throw new IOException("'" + key + "' cannot be used: " + e.getMessage(), e);
        }
    }

    /** The suites that keep past traffic secret when the key gets known, and that authenticate. */
    private static String[] strong(String[] suites) {
        return Arrays.stream(suites)
                .filter(suite ->
                        !suite.startsWith("TLS_RSA_")
                                && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")))
                .toArray(String[]::new);
    }

    private static List<X509Certificate> chain(Path file) throws IOException {
        Collection<? extends Certificate> found;
        try {
            found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (GeneralSecurityException e) {
            throw new IOException("'" + file + "' holds no certificate in PEM", e);
        }
        List<X509Certificate> chain =
                found.stream()
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList();
        if (chain.isEmpty()) {
            throw new IOException("'" + file + "' holds no certificate in PEM");
        }
        try {
            chain.getFirst().checkValidity();
        } catch (CertificateExpiredException e) {
            throw new IOException(
                    "the certificate in '" + file + "' ended " + chain.getFirst().getNotAfter(), e);
        } catch (CertificateNotYetValidException e) {
            throw new IOException(
                    "the certificate in '" + file + "' begins " + chain.getFirst().getNotBefore(),
                    e);
        }
        return chain;
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException {
        Matcher found = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new IOException("'" + file + "' holds no private key in PEM");
        }
        if (!found.group(1).equals("PRIVATE KEY")) {
            throw new IOException(
                    "'"
                            + file
                            + "' holds a key of another form: 'openssl pkcs8 -topk8 -nocrypt -in "
                            + file.getFileName()
                            + "' writes it as PKCS#8 without a password");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("'" + file + "' is no key of the certificate's kind", e);
        }
    }

    private static boolean isPair(PrivateKey secret, PublicKey open)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signature(open.getAlgorithm()));
        byte[] text = "whose key is it?".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(text);
        return signature.verify(signed);
    }

    private static String signature(String algorithm) {
        return switch (algorithm) {
            case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        };
    }
}
