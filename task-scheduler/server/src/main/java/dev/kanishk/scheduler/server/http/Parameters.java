package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.job.JobState;
import io.helidon.webserver.http.ServerRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request's address says. */
final class Parameters {
    /**
     * The most items of one page; the store is asked for one more, to see whether it is the last.
     */
    static final int MAX_PAGE = 500;

    private static final int DEFAULT_PAGE = 100;
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Parameters() {}

    /** Refuses a query with a name that the route does not know, or with one twice. */
    static void check(ServerRequest request, Set<String> known) {
        if (request.query().isEmpty()) {
            return;
        }
        for (String name : request.query().names()) {
            if (!known.contains(name)) {
                String use = known.isEmpty() ? "leave it out" : "use " + new TreeSet<>(known);
                throw wrong(name, "parameter '" + name + "' is not known: " + use);
            }
            List<String> values = request.query().all(name);
            if (values.size() > 1) {
                throw wrong(name, name + " is there " + values.size() + " times: use one");
            }
        }
    }

    private static Problem wrong(String name, String detail) {
        return Problem.badRequest(Fault.query(name, detail));
    }

    /** The type that is asked for. Who is not for all has to name one. */
    static @Nullable String type(Call call) {
        String type = text(call.request(), "type");
        if (type != null || !call.caller().types().isAll()) {
            String which = type == null ? "" : type;
            call.check(
                    which,
                    Fault.query(
                            "type",
                            "type '"
                                    + which
                                    + "' is not the token's: name one of "
                                    + call.caller().types()));
        }
        return type;
    }

    static @Nullable Instant instant(ServerRequest request, String name) {
        String text = text(request, name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw wrong(
                    name,
                    name + " '" + text + "' is no time: use RFC 3339, as 2026-12-01T08:00:00Z");
        }
    }

    static Duration duration(String name, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name, name + " '" + text + "' is no duration: use ISO 8601, as PT1H");
        }
    }

    static UUID pathId(ServerRequest request) {
        String text = request.path().pathParameters().get("id");
        return id(text).orElseThrow(() -> Problem.notFound("job", text));
    }

    static @Nullable String text(ServerRequest request, String name) {
        String value = request.query().first(name).orElse("");
        return value.isEmpty() ? null : value;
    }

    static @Nullable UUID after(ServerRequest request) {
        String text = text(request, "after");
        return text == null ? null : after(text);
    }

    static UUID after(String text) {
        return id(text).orElseThrow(() ->
                wrong("after", "after '" + text + "' is no cursor: use 'next' of a page"));
    }

    static @Nullable JobState state(ServerRequest request) {
        String text = text(request, "state");
        return text == null ? null : state(text);
    }

    static JobState state(String text) {
        return Arrays.stream(JobState.values())
                .filter(state -> state.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        wrong(
                                "state",
                                "state '"
                                        + text
                                        + "' is not known: use one of "
                                        + Arrays.toString(JobState.values())));
    }

    static int limit(ServerRequest request) {
        String text = text(request, "limit");
        return text == null ? DEFAULT_PAGE : limit(text);
    }

    static int limit(String text) {
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_PAGE) {
            throw wrong("limit", "limit '" + text + "' is not allowed: use 1 to " + MAX_PAGE);
        }
        return limit;
    }

    static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
