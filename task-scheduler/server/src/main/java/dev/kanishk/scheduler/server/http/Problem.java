package dev.kanishk.scheduler.server.http;

import io.helidon.http.Status;

/** Why a request is not done, as the caller is told (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    Problem(Status status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    static Problem badRequest(String detail) {
        return new Problem(Status.BAD_REQUEST_400, detail);
    }

    static Problem notFound(String what, Object name) {
        return new Problem(Status.NOT_FOUND_404, "there is no " + what + " '" + name + "'");
    }

    static Problem conflict(String detail) {
        return new Problem(Status.CONFLICT_409, detail);
    }

    Status status() {
        return status;
    }
}
