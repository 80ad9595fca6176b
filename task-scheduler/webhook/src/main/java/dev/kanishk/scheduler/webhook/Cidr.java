package dev.kanishk.scheduler.webhook;

import java.net.InetAddress;

/**
 * A range of IP addresses (RFC 4632).
 *
 * @param address any address in the range
 * @param prefix how many of its first bits all of them share
 */
public record Cidr(InetAddress address, int prefix) {
    /** Checks the prefix. */
    public Cidr {
        int bits = address.getAddress().length * Byte.SIZE;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "prefix '" + prefix + "' is not allowed: use 0 to " + bits);
        }
    }

    /**
     * Reads a range.
     *
     * @param text an address, {@code /} and a prefix, or an address alone
     * @return the range
     * @throws IllegalArgumentException if it is no such text
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int prefix =
                    slash < 0
                            ? address.getAddress().length * Byte.SIZE
                            : Integer.parseInt(text.substring(slash + 1));
            return new Cidr(address, prefix);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of addresses: use one like 10.0.0.0/8 or fd00::/8",
                    e);
        }
    }

    /**
     * {@return whether an address is in the range}
     *
     * @param other the address
     */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((mine[bit / Byte.SIZE] ^ its[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
