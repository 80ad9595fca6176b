package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.server.access.Caller;
import io.helidon.http.Header;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request that was let in, by whom it is made, and its answer. */
final class Call {
    private final ServerRequest request;
    private final ServerResponse response;
    private final Caller caller;
    private final boolean named;

    Call(ServerRequest request, ServerResponse response, Caller caller, boolean named) {
        this.request = request;
        this.response = response;
        this.caller = caller;
        this.named = named;
    }

    ServerRequest request() {
        return request;
    }

    Caller caller() {
        return caller;
    }

    /** Whether the caller's name says who it is. */
    boolean isNamed() {
        return named;
    }

    /** Refuses jobs of a type that is not the caller's. */
    void check(String type, Fault fault) {
        if (!caller.types().contain(type)) {
            throw Problem.forbidden(fault.detail(), List.of(fault));
        }
    }

    void send(JsonNode value) {
        send(Status.OK_200, value);
    }

    void send(Status status, JsonNode value, Header... headers) {
        for (Header header : headers) {
            response.header(header);
        }
        send(status, Json.MEDIA_TYPE, value.toString());
    }

    void send(Status status, String mediaType, String text) {
        send(status, mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(String mediaType, String body, List<Header> headers) {
        headers.forEach(response::header);
        send(Status.OK_200, mediaType, body);
    }

    void send(Status status, String mediaType, byte[] body) {
        Json.send(response, status, mediaType, body);
    }
}
