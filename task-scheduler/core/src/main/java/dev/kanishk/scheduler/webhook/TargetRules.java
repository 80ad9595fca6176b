package dev.kanishk.scheduler.webhook;

import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which addresses may be called, so that whoever may send a job cannot reach what only this machine
 * can (server-side request forgery). Every address that a host's name stands for must be allowed.
 *
 * <p>The name is looked up for the check and again for the call; the platform answers the second
 * from its cache ({@code networkaddress.cache.ttl}, 30 seconds by default), so that both see the
 * same addresses.
 *
 * @param allowed what may be called although it would be refused
 */
public record TargetRules(List<Cidr> allowed) {
    /** Addresses of the public internet, and no other. */
    public static final TargetRules PUBLIC_ONLY = new TargetRules(List.of());

    /** The IANA special-purpose registries (RFC 6890), as far as they are not global. */
    private static final List<Cidr> NOT_PUBLIC =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "224.0.0.0/3",
                            "::/96",
                            "64:ff9b::/96",
                            "64:ff9b:1::/48",
                            "100::/64",
                            "2001::/23",
                            "2001:db8::/32",
                            "2002::/16",
                            "fc00::/7",
                            "fe80::/10",
                            "fec0::/10",
                            "ff00::/8")
                    .map(Cidr::parse)
                    .toList();

    /** Keeps the ranges as they are. */
    public TargetRules {
        allowed = List.copyOf(allowed);
    }

    /**
     * {@return whether an address may be called}
     *
     * @param address the address
     */
    public boolean allows(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                || NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
    }

    URI check(String url) throws PermanentFailureException, UnknownHostException {
        URI target;
        try {
            target = new URI(url);
        } catch (URISyntaxException e) {
            throw new PermanentFailureException("url '" + url + "' is none: " + e.getReason(), e);
        }
        String scheme = target.getScheme() == null ? "" : target.getScheme();
        String host = target.getHost();
        boolean known =
                switch (scheme.toLowerCase(Locale.ROOT)) {
                    case "http", "https" -> true;
                    default -> false;
                };
        if (!known || host == null) {
            throw new PermanentFailureException(
                    "url '" + url + "' is not allowed: use http or https, and a host");
        }
        if (target.getUserInfo() != null) {
            throw new PermanentFailureException(
                    "a url with a user or password is not allowed: use a header");
        }
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!allows(address)) {
                throw new PermanentFailureException(
                        "target '"
                                + host
                                + "' is "
                                + address.getHostAddress()
                                + ", which is loopback, private or reserved:"
                                + " allow its range if that is meant");
            }
        }
        return target;
    }
}
