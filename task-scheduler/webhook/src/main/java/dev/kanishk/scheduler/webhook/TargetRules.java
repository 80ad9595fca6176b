package dev.kanishk.scheduler.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called, so that whoever may send a job cannot reach what only this machine
 * can (server-side request forgery). All addresses that a host's name stands for must be allowed,
 * and a connection is made to one of those that were looked at, and to no other.
 *
 * <p>Public is what the IANA registries of special-purpose addresses (RFC 6890) call global,
 * without those that a cloud gives to its own services. An address that carries another one in it
 * (NAT64, 6to4, Teredo, ISATAP) must be allowed, and the one in it too.
 *
 * @param allowed what may be called although it would be refused
 */
public record TargetRules(List<Cidr> allowed) {
    /** Addresses of the public internet, and no other. */
    public static final TargetRules PUBLIC_ONLY = new TargetRules(List.of());

    private static final int IPV6_BYTES = 16;
    private static final int IPV4_BYTES = 4;
    private static final int TEREDO_MASK = 0xff;

    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");
    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
    private static final Cidr COMPATIBLE = Cidr.parse("::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
    private static final Cidr TEREDO = Cidr.parse("2001::/32");

    private static final List<Cidr> NOT_PUBLIC =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "168.63.129.16/32", // the platform of Azure
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
                            "2001::/23",
                            "2001:db8::/32",
                            "2002::/16",
                            "3fff::/20")
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
        boolean named = allowed.stream().anyMatch(range -> range.contains(address));
        return (named || isPublic(address)) && embedded(address).stream().allMatch(this::allows);
    }

    private static boolean isPublic(InetAddress address) {
        boolean unicast =
                address.getAddress().length == IPV4_BYTES || GLOBAL_UNICAST.contains(address);
        return unicast && NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
    }

    /** The IPv4 addresses to which one of IPv6 may lead. */
    private static List<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        List<InetAddress> found = new ArrayList<>();
        if (bytes.length != IPV6_BYTES || address.isLoopbackAddress()) {
            return found;
        }
        boolean isatap =
                (bytes[8] & ~2) == 0
                        && bytes[9] == 0
                        && bytes[10] == 0x5e
                        && bytes[11] == (byte) 0xfe;
        if (NAT64.contains(address) || COMPATIBLE.contains(address) || isatap) {
            found.add(ipv4(bytes, 12, 0));
        }
        if (SIX_TO_FOUR.contains(address)) {
            found.add(ipv4(bytes, 2, 0));
        }
        if (TEREDO.contains(address)) {
            found.add(ipv4(bytes, 4, 0));
            found.add(ipv4(bytes, 12, TEREDO_MASK));
        }
        return found;
    }

    private static InetAddress ipv4(byte[] from, int offset, int mask) {
        byte[] bytes = Arrays.copyOfRange(from, offset, offset + IPV4_BYTES);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) mask;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** Refuses a host if one of its addresses is refused. */
    void check(String host, List<InetAddress> addresses) throws RefusedTargetException {
        for (InetAddress address : addresses) {
            if (!allows(address)) {
                throw new RefusedTargetException(host, address);
            }
        }
    }
}
