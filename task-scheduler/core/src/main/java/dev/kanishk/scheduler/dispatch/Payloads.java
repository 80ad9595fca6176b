package dev.kanishk.scheduler.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Values as payloads, and back. */
final class Payloads {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                    .findAndRegisterModules();

    private Payloads() {}

    static <P> P read(String payload, Class<P> type) throws PermanentFailureException {
        try {
            P value = JSON.readValue(payload, type);
            if (value == null) {
                throw new PermanentFailureException("the payload is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new PermanentFailureException(
                    "the payload is no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the payload cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
