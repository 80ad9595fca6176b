package dev.kanishk.scheduler.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a name; may block. */
@FunctionalInterface
interface HostLookup {
    /** The platform's. */
    HostLookup PLATFORM = host -> List.of(InetAddress.getAllByName(host));

    List<InetAddress> find(String host) throws UnknownHostException;
}
