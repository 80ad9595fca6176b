package dev.kanishk.scheduler.server.http;

import static io.helidon.http.Method.GET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.server.access.Caller;
import dev.kanishk.scheduler.server.access.Role;
import dev.kanishk.scheduler.server.dashboard.DashboardFiles;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.List;

/** The dashboard's files, and what it has to know of who looks at it. */
final class DashboardRoutes {
    /** Nothing but what this server gives, no markup that runs, and no place in another's page. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final List<Header> HEADERS =
            List.of(
                    header("Content-Security-Policy", POLICY),
                    header("Cross-Origin-Opener-Policy", "same-origin"),
                    header("Cross-Origin-Resource-Policy", "same-origin"),
                    header("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
                    header("Referrer-Policy", "no-referrer"),
                    header("X-Frame-Options", "DENY"),
                    header("Cache-Control", "no-cache"));

    private final DashboardFiles files = new DashboardFiles();

    List<Route> all() {
        return List.of(
                Route.open("/", call -> send(call, DashboardFiles.PAGE)),
                Route.open(
                        "/dashboard/{file}",
                        call -> send(call, call.request().path().pathParameters().get("file"))),
                Route.of(GET, "/v1/caller", Role.READ, DashboardRoutes::caller));
    }

    private static Header header(String name, String value) {
        return HeaderValues.create(HeaderNames.create(name), value);
    }

    private void send(Call call, String name) {
        DashboardFiles.File file =
                files.find(name).orElseThrow(() -> Problem.notFound("file", name));
        call.send(file.mediaType(), file.content(), HEADERS);
    }

    private static void caller(Call call) {
        Caller caller = call.caller();
        ObjectNode answer = Json.object().put("name", caller.name()).put("named", call.isNamed());
        ArrayNode roles = answer.putArray("roles");
        for (Role role : Role.values()) {
            if (caller.may(role)) {
                roles.add(role.text());
            }
        }
        if (caller.types().isAll()) {
            answer.putNull("types");
        } else {
            ArrayNode types = answer.putArray("types");
            caller.types().patterns().forEach(types::add);
        }
        call.send(answer);
    }
}
