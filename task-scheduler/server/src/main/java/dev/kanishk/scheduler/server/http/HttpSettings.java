package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.server.access.Admission;
import java.net.InetAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where a server listens, and to whom.
 *
 * @param address the address
 * @param port the port; 0 for any that is free
 * @param admission who is let in. Health, readiness and the description of the interface are for
 *     everyone
 * @param limits what it takes on at most
 * @param tls what it shows who it is with; none for plain HTTP
 */
public record HttpSettings(
        InetAddress address,
        int port,
        Admission admission,
        HttpLimits limits,
        Optional<SSLContext> tls) {

    /** {@return settings for this machine alone, at any free port} */
    public static HttpSettings local() {
        return new HttpSettings(
                InetAddress.getLoopbackAddress(),
                0,
                new Admission.ThisMachine(),
                HttpLimits.DEFAULTS,
                Optional.empty());
    }

    /**
     * {@return the same with another admission}
     *
     * @param other who is let in
     */
    public HttpSettings with(Admission other) {
        return new HttpSettings(address, port, other, limits, tls);
    }

    /**
     * {@return the same with other limits}
     *
     * @param other what the server takes on at most
     */
    public HttpSettings with(HttpLimits other) {
        return new HttpSettings(address, port, admission, other, tls);
    }

    /**
     * {@return the same with TLS}
     *
     * @param context what the server shows who it is with
     */
    public HttpSettings with(SSLContext context) {
        return new HttpSettings(address, port, admission, limits, Optional.of(context));
    }
}
