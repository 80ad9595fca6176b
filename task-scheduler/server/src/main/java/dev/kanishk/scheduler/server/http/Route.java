package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.server.access.Role;
import io.helidon.http.Method;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the server answers, and to whom.
 *
 * @param method how it is asked for
 * @param path where, with names in braces for parts that vary
 * @param role what the caller has to be; none if everyone may ask
 * @param everyType whether the caller has to have the role for jobs of every type
 * @param parameters what may stand in the query
 * @param answer what answers it
 */
record Route(
        Method method,
        String path,
        @Nullable Role role,
        boolean everyType,
        Set<String> parameters,
        Answer answer) {

    /** Answers calls that were let in. */
    interface Answer {
        void to(Call call);
    }

    private static final Pattern NAME = Pattern.compile("\\{[a-z]+}");

    static Route open(String path, Answer answer) {
        return new Route(Method.GET, path, null, false, Set.of(), answer);
    }

    static Route of(Method method, String path, Role role, Answer answer) {
        return new Route(method, path, role, false, Set.of(), answer);
    }

    Route with(String... names) {
        return new Route(method, path, role, everyType, Set.of(names), answer);
    }

    Route ofEveryType() {
        return new Route(method, path, role, true, parameters, answer);
    }

    Optional<Role> needs() {
        return Optional.ofNullable(role);
    }

    /** Whether a request for this path is for this route, but for its method. */
    boolean isAt(String requested) {
        return Pattern.matches(NAME.matcher(path).replaceAll("[^/]+"), requested);
    }

    @Override
    public String toString() {
        return method.text() + " " + path;
    }
}
