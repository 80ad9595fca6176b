package dev.kanishk.scheduler.webhook;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * Connects to what the rules allow and to nothing else, whoever asks it to, and never by way of a
 * proxy that the system's properties name.
 */
final class CheckedSocket extends Socket {
    private final TargetRules targets;

    CheckedSocket(TargetRules targets) {
        super(Proxy.NO_PROXY);
        this.targets = targets;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress to) || to.isUnresolved()) {
            throw new IOException("'" + endpoint + "' is no address");
        }
        if (!targets.allows(to.getAddress())) {
            throw new RefusedTargetException(to.getHostString(), to.getAddress());
        }
        super.connect(endpoint, timeout);
    }
}
