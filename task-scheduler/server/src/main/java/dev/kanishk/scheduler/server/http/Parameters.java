package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.job.JobState;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
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
        return text == null
                ? null
                : id(text).orElseThrow(() ->
                        Problem.badRequest(
                                "after '" + text + "' is no cursor: use 'next' of a page"));
    }

    static @Nullable JobState state(ServerRequest request) {
        String text = text(request, "state");
        if (text == null) {
            return null;
        }
        return Arrays.stream(JobState.values())
                .filter(state -> state.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        Problem.badRequest(
                                "state '"
                                        + text
                                        + "' is not known: use one of "
                                        + Arrays.toString(JobState.values())));
    }

    static int limit(ServerRequest request) {
        String text = text(request, "limit");
        if (text == null) {
            return DEFAULT_PAGE;
        }
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_PAGE) {
            throw Problem.badRequest("limit '" + text + "' is not allowed: use 1 to " + MAX_PAGE);
        }
        return limit;
    }

    private static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
