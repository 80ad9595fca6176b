package dev.kanishk.scheduler.webhook;

import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * Programs read odd hosts in different ways: 010.0.0.1 is 10.0.0.1 to one and 8.0.0.1 to another,
 * 0x7f.1 and 2130706433 are loopback to some. A host that ends in a number is therefore four plain
 * decimal bytes or refused. A name's last dot says that it is complete and names the same host.
 */
/**
 * What a job calls, with one way of writing each host: names in lower case and without a last dot,
 * addresses as the platform writes them, no port where it is the scheme's.
 *
 * @param secure whether it is {@code https}
 * @param host a name or an address, without brackets
 * @param port where it listens
 * @param path at least {@code /}
 * @param query with its question mark, or empty
 */
record TargetUrl(boolean secure, String host, int port, String path, String query) {
    private static final int MAX_URL_LENGTH = 8_192;
    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_NAME_LENGTH = 200;
    private static final int KEPT_LENGTH = 150;
    private static final int HASH_BYTES = 16;

    private static final Pattern ENDS_IN_NUMBER =
            Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)", Pattern.DOTALL);
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

    static TargetUrl parse(@Nullable String url) throws PermanentFailureException {
        if (url == null) {
            throw new PermanentFailureException("the payload has no url");
        }
        if (url.length() > MAX_URL_LENGTH) {
            throw new PermanentFailureException(
                    "a url of " + url.length() + " characters is too long: use " + MAX_URL_LENGTH);
        }
        URI uri;
        try {
            uri = new URI(new URI(url).toASCIIString());
        } catch (URISyntaxException e) {
            throw new PermanentFailureException("url '" + url + "' is none: " + e.getReason(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (!(scheme.equals("http") || scheme.equals("https")) || host == null) {
            throw new PermanentFailureException(
                    "url '" + url + "' is not allowed: use http or https, and a host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new PermanentFailureException(
                    "a url with a user or password is not allowed: use a header");
        }
        boolean secure = scheme.equals("https");
        int port = uri.getPort() < 0 ? defaultPort(secure) : uri.getPort();
        if (port == 0 || port > MAX_PORT) {
            throw new PermanentFailureException(
                    "port '" + port + "' is not allowed: use 1 to 65535");
        }
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new TargetUrl(secure, host(host), port, path, query);
    }

    private static int defaultPort(boolean secure) {
        return secure ? HTTPS_PORT : HTTP_PORT;
    }

    private static String host(String written) throws PermanentFailureException {
        String host = written.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            if (host.contains("%")) {
                throw new PermanentFailureException(
                        "host '" + written + "' is not allowed: leave the zone out");
            }
            return literal(host.substring(1, host.length() - 1));
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.length() > MAX_HOST_LENGTH) {
            throw new PermanentFailureException(
                    "a host of "
                            + host.length()
                            + " characters is too long: use "
                            + MAX_HOST_LENGTH);
        }
        if (!ENDS_IN_NUMBER.matcher(host).matches()) {
            return host;
        }
        if (!IPV4.matcher(host).matches()) {
            throw new PermanentFailureException(
                    "host '" + written + "' is not allowed: write an address as in 192.0.2.1");
        }
        return host;
    }

    private static String literal(String address) throws PermanentFailureException {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new PermanentFailureException("host '[" + address + "]' is no address", e);
        }
    }

    /** {@return the address that a host is, if it is one and no name} */
    static @Nullable InetAddress literalAddress(String host) {
        boolean literal = host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
        return literal ? InetAddress.ofLiteral(host) : null;
    }

    /** {@return the URL as it is sent} */
    URI uri() {
        return URI.create(scheme() + "://" + authority() + path + query);
    }

    String scheme() {
        return secure ? "https" : "http";
    }

    private String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == defaultPort(secure) ? name : name + ":" + port;
    }

    /** {@return what a circuit knows it by: the host, and the port if it is a special one} */
    String target() {
        return shortened(authority());
    }

    /** {@return what is disabled when it is gone: the URL without its query} */
    String endpoint() {
        return shortened(scheme() + "://" + authority() + path);
    }

    /** Makes a long name fit, and keeps it apart from others that begin in the same way. */
    private static String shortened(String name) {
        if (name.length() <= MAX_NAME_LENGTH) {
            return name;
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return name.substring(0, KEPT_LENGTH)
                    + "~"
                    + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
