package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.server.access.Admission;
import dev.kanishk.scheduler.server.access.Caller;
import dev.kanishk.scheduler.server.access.Role;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Where no token is asked for, a browser is the way in: any page that it shows can have it send
 * requests to this machine, and a page whose name is made to point here can read the answers. The
 * first is known by what browsers say of themselves, the second by the host that it asks for.
 */
/** Says who calls, and whether that caller may. */
final class Guard {
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String NOBODY = "anyone";

    private final Admission admission;

    Guard(Admission admission) {
        this.admission = admission;
    }

    /** {@return who calls, by token; everyone, where none is asked for} */
    Caller admit(ServerRequest request) {
        return switch (admission) {
            case Admission.Bearers bearers ->
                    bearers.tokens()
                            .find(header(request, HeaderNames.AUTHORIZATION))
                            .orElseThrow(() ->
                                    Problem.unauthorized(
                                            "send 'Authorization: Bearer' and a known token"));
            case Admission.ThisMachine here -> {
                checkHost(request);
                checkSite(request);
                yield Caller.admin(NOBODY);
            }
            case Admission.Everyone everyone -> {
                checkSite(request);
                yield Caller.admin(NOBODY);
            }
        };
    }

    /** Refuses a caller who may not ask for this. */
    static void allow(Caller caller, Route route) {
        Role role = route.role();
        if (role == null) {
            return;
        }
        if (!caller.may(role)) {
            throw Problem.forbidden(
                    "the role '"
                            + role.text()
                            + "' is needed, and token '"
                            + caller.name()
                            + "' has it not",
                    List.of());
        }
        if (route.everyType() && !caller.types().isAll()) {
            throw Problem.forbidden(
                    "this is of all types, and token '"
                            + caller.name()
                            + "' is only for "
                            + caller.types(),
                    List.of());
        }
    }

    /** {@return whether callers are told apart by their names} */
    boolean namesCallers() {
        return admission instanceof Admission.Bearers;
    }

    /** {@return whose allowance of calls this one is taken from} */
    String account(ServerRequest request, Caller caller) {
        return namesCallers() ? "token " + caller.name() : "address " + address(request);
    }

    /** {@return the address that the request came from} */
    static String address(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress socket
                        && socket.getAddress() != null
                ? socket.getAddress().getHostAddress()
                : request.remotePeer().host();
    }

    private static void checkHost(ServerRequest request) {
        String authority = request.authority();
        String host = host(authority).toLowerCase(Locale.ROOT);
        if (!host.equals("localhost") && !host.endsWith(".localhost") && !isLoopback(host)) {
            String detail =
                    "without --auth only requests to this machine are answered, by the name"
                            + " localhost or its address: start with --auth";
            throw Problem.forbidden(detail, List.of(Fault.header("Host", detail)));
        }
    }

    private static String host(String authority) {
        int end = authority.lastIndexOf(':');
        boolean port = end > authority.lastIndexOf(']');
        String host = port ? authority.substring(0, end) : authority;
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void checkSite(ServerRequest request) {
        String site = header(request, FETCH_SITE);
        String origin = header(request, HeaderNames.ORIGIN);
        boolean foreign =
                site == null
                        ? origin != null && !request.authority().equals(authority(origin))
                        : !OWN_SITES.contains(site);
        if (foreign) {
            String detail = "a page of another site sent this, and without --auth that is refused";
            throw Problem.forbidden(detail, List.of(Fault.header("Origin", detail)));
        }
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse(null);
    }
}
