package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Why a request is not done, as the caller is told (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Those who are refused at once do not come back at once. */
    private static final int SPREAD_SECONDS = 3;

    private final transient Status status;
    private final transient List<Fault> faults;
    private final transient List<Header> headers;
    private final transient @Nullable Limit limit;
    private final @Nullable String refusal;

    private Problem(
            Status status,
            String detail,
            List<Fault> faults,
            List<Header> headers,
            @Nullable Limit limit,
            @Nullable String refusal) {
        super(detail, null, false, false);
        this.status = status;
        this.faults = faults;
        this.headers = headers;
        this.limit = limit;
        this.refusal = refusal;
    }

    Problem(Status status, String detail) {
        this(status, detail, List.of(), List.of(), null, null);
    }

    static Problem badRequest(String detail) {
        return new Problem(Status.BAD_REQUEST_400, detail);
    }

    /** What is wrong with a part of the request. */
    static Problem badRequest(Fault fault) {
        return badRequest(fault.detail(), List.of(fault));
    }

    static Problem badRequest(String detail, List<Fault> faults) {
        return new Problem(Status.BAD_REQUEST_400, detail, faults, List.of(), null, null);
    }

    static Problem notFound(String what, Object name) {
        return new Problem(Status.NOT_FOUND_404, "there is no " + what + " '" + name + "'");
    }

    static Problem conflict(String detail) {
        return new Problem(Status.CONFLICT_409, detail);
    }

    /** A body that is too large, at any time. */
    static Problem tooLarge(String detail) {
        return new Problem(
                Status.REQUEST_ENTITY_TOO_LARGE_413,
                detail,
                List.of(),
                List.of(),
                Limit.BODY,
                null);
    }

    /** A limit that is reached now. */
    static Problem tooMany(Limit limit, String detail, long waitSeconds) {
        return new Problem(
                Status.TOO_MANY_REQUESTS_429,
                detail,
                List.of(),
                List.of(retryAfter(waitSeconds)),
                limit,
                null);
    }

    /** A limit of everybody's that is reached now. */
    static Problem tooMany(Limit limit, String detail) {
        return tooMany(limit, detail, soon());
    }

    static Problem unavailable(String detail) {
        return new Problem(
                Status.SERVICE_UNAVAILABLE_503,
                detail,
                List.of(),
                List.of(retryAfter(soon())),
                null,
                null);
    }

    static Problem unauthorized(String detail) {
        return new Problem(
                Status.UNAUTHORIZED_401,
                detail,
                List.of(Fault.header("Authorization", detail)),
                List.of(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, "Bearer")),
                null,
                detail);
    }

    static Problem forbidden(String detail, List<Fault> faults) {
        return new Problem(Status.FORBIDDEN_403, detail, faults, List.of(), null, detail);
    }

    static Problem notAllowed(String detail, String allowed) {
        return new Problem(
                Status.METHOD_NOT_ALLOWED_405,
                detail,
                List.of(),
                List.of(HeaderValues.create(HeaderNames.ALLOW, allowed)),
                null,
                null);
    }

    /** The same answer, of which the audit knows better. */
    Problem refusedFor(String reason) {
        return new Problem(status, detail(), faults, headers, limit, reason);
    }

    private static Header retryAfter(long seconds) {
        return HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }

    private static int soon() {
        return 1 + ThreadLocalRandom.current().nextInt(SPREAD_SECONDS);
    }

    Status status() {
        return status;
    }

    private String detail() {
        String detail = getMessage();
        return detail == null ? "" : detail;
    }

    List<Header> headers() {
        return headers;
    }

    /** The limit that was reached. */
    Optional<Limit> limit() {
        return Optional.ofNullable(limit);
    }

    /** What the audit is to say, if the caller was refused for what the caller is. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    ObjectNode json() {
        ObjectNode value =
                Json.object()
                        .put("type", "about:blank")
                        .put("title", status.reasonPhrase())
                        .put("status", status.code())
                        .put("detail", detail());
        if (limit != null) {
            value.put("limit", limit.text());
        }
        if (!faults.isEmpty()) {
            ArrayNode errors = value.putArray("errors");
            for (Fault fault : faults) {
                ObjectNode error =
                        errors.addObject()
                                .put("in", fault.in().text())
                                .put("field", fault.field())
                                .put("detail", fault.detail());
                if (fault.pointer() != null) {
                    error.put("pointer", fault.pointer());
                }
            }
        }
        return value;
    }
}
