package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON in requests and answers. */
final class Json {
    static final String MEDIA_TYPE = "application/json";

    /** The media type of problems. */
    static final String PROBLEM = "application/problem+json";

    /** Browsers take no answer for what it does not say that it is. */
    private static final Header AS_DECLARED =
            HeaderValues.create(HeaderNames.create("X-Content-Type-Options"), "nosniff");

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private static final ObjectReader ELEMENTS =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonParser parser(byte[] text, int length) throws IOException {
        return MAPPER.createParser(text, 0, length);
    }

    /** Reads the value that a parser stands at, whatever follows it. */
    static JsonNode element(JsonParser parser) throws IOException {
        return ELEMENTS.readTree(parser);
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

    static void send(ServerResponse response, Problem problem) {
        problem.headers().forEach(response::header);
        send(
                response,
                problem.status(),
                PROBLEM,
                problem.json().toString().getBytes(StandardCharsets.UTF_8));
    }

    static void send(ServerResponse response, Status status, String mediaType, byte[] body) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .header(AS_DECLARED)
                .send(body);
    }
}
