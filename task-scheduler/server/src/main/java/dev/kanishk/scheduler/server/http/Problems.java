package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.StoreException;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told of failures. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** Whether a failure can be told at all: not if the connection is what failed. */
    static boolean canBeTold(RuntimeException failure) {
        return !(failure instanceof CloseConnectionException
                || failure instanceof ServerConnectionException
                || failure instanceof UncheckedIOException);
    }

    static Problem of(ServerRequest request, RuntimeException failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case BacklogFullException full -> Problem.tooMany(Limit.BACKLOG, message(full));
            case StoreException broken -> {
                LOG.warn("the store failed a request: {}", message(broken));
                yield Problem.unavailable(message(broken));
            }
            case HttpException http -> new Problem(http.status(), message(http));
            default -> {
                LOG.error("a request failed: {}", request.path().path(), failure);
                yield new Problem(
                        Status.INTERNAL_SERVER_ERROR_500, "the request failed; the log says why");
            }
        };
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
