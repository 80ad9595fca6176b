package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.server.access.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators did and what callers were refused, one JSON object a line, in a log of its own.
 * Those without a token could fill it: of them a bounded number of lines a second is written, and
 * the next line says how many were not.
 */
final class AuditLog {
    /** The log's name. */
    static final String NAME = "dev.kanishk.scheduler.audit";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    /** The most lines a second about callers who are not known. */
    static final int MAX_UNKNOWN = 20;

    private static final int MAX_PATH = 500;

    private final InstantSource clock;
    private long second;
    private int written;
    private long left;

    AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes that a caller was refused; one who is not known has no name. */
    void refused(ServerRequest request, @Nullable Caller caller, int status, String reason) {
        long unwritten = 0;
        if (caller == null) {
            unwritten = mayWrite();
            if (unwritten < 0) {
                return;
            }
        }
        ObjectNode line = line("refused", request, caller, status).put("reason", reason);
        if (unwritten > 0) {
            line.put("refusalsNotWritten", unwritten);
        }
        LOG.warn("{}", line);
    }

    /** Notes that something was done that only operators may. */
    void done(ServerRequest request, Caller caller, int status) {
        LOG.info("{}", line("done", request, caller, status));
    }

    private ObjectNode line(
            String event, ServerRequest request, @Nullable Caller caller, int status) {
        String path = request.prologue().uriPath().rawPath();
        String query = request.query().rawValue();
        String whole = query.isEmpty() ? path : path + "?" + query;
        return Json.object()
                .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("event", event)
                .put("token", caller == null ? null : caller.name())
                .put("roles", caller == null ? null : caller.roles().toString())
                .put("address", Guard.address(request))
                .put("method", request.prologue().method().text())
                .put("path", whole.length() > MAX_PATH ? whole.substring(0, MAX_PATH) : whole)
                .put("status", status);
    }

    /** How many lines were not written before this one; negative if this one is not to be. */
    private synchronized long mayWrite() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            written = 0;
        }
        if (written >= MAX_UNKNOWN) {
            left++;
            return -1;
        }
        written++;
        long before = left;
        left = 0;
        return before;
    }
}
