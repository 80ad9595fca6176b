package dev.kanishk.scheduler.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host stands for an address that may not be called. */
final class RefusedTargetException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    RefusedTargetException(String host, InetAddress address) {
        super(
                "target '"
                        + host
                        + "' is "
                        + address.getHostAddress()
                        + ", which is loopback, private or reserved: allow its range if that is"
                        + " meant");
    }
}
