package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** JSON in requests and answers. */
final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode read(ServerRequest request) {
        try (InputStream body = request.content().inputStream()) {
            JsonNode value = MAPPER.readTree(body);
            if (value == null || value.isMissingNode()) {
                throw Problem.badRequest("the body is empty: send a job, or an array of jobs");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    /** {@return a stored text as JSON, or as a string if it is none} */
    static JsonNode parse(String text) {
        try {
            JsonNode value = MAPPER.readTree(text);
            if (!value.isMissingNode()) {
                return value;
            }
        } catch (JsonProcessingException e) {
            // Payloads of library users need not be JSON.
            return MAPPER.getNodeFactory().textNode(text);
        }
        return MAPPER.getNodeFactory().textNode(text);
    }

    static void send(ServerResponse response, Status status, JsonNode value) {
        send(response, status, "application/json", value);
    }

    static void send(ServerResponse response, Problem problem) {
        ObjectNode value =
                object().put("type", "about:blank")
                        .put("title", problem.status().reasonPhrase())
                        .put("status", problem.status().code())
                        .put("detail", problem.getMessage());
        send(response, problem.status(), "application/problem+json", value);
    }

    private static void send(
            ServerResponse response, Status status, String mediaType, JsonNode value) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .send(value.toString().getBytes(StandardCharsets.UTF_8));
    }
}
