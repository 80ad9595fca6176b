package dev.kanishk.agents.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON, and back without loss: numbers keep their digits, times their zone, text its odd
 * characters. Surrogates, unpaired ones too, which UTF-8 cannot hold, are written as escapes.
 */
public final class Json {
    private static final Map<Class<?>, Function<String, ?>> TIMES = times();

    /** Reads and writes the types that a state may have. */
    public static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(module())
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build();

    private Json() {}

    private static Map<Class<?>, Function<String, ?>> times() {
        Map<Class<?>, Function<String, ?>> times = new LinkedHashMap<>();
        times.put(Instant.class, Instant::parse);
        times.put(Duration.class, Duration::parse);
        times.put(Period.class, Period::parse);
        times.put(LocalDate.class, LocalDate::parse);
        times.put(LocalTime.class, LocalTime::parse);
        times.put(LocalDateTime.class, LocalDateTime::parse);
        times.put(OffsetTime.class, OffsetTime::parse);
        times.put(OffsetDateTime.class, OffsetDateTime::parse);
        times.put(ZonedDateTime.class, ZonedDateTime::parse);
        times.put(ZoneId.class, ZoneId::of);
        times.put(ZoneOffset.class, ZoneOffset::of);
        times.put(Year.class, Year::parse);
        times.put(YearMonth.class, YearMonth::parse);
        return times;
    }

    static boolean isTime(Class<?> type) {
        return TIMES.containsKey(type) || type == DayOfWeek.class || type == Month.class;
    }

    private static SimpleModule module() {
        SimpleModule module = new SimpleModule("dev.kanishk.agents");
        TIMES.forEach((type, parse) -> register(module, type, parse));
        return module;
    }

    private static <T> void register(
            SimpleModule module, Class<T> type, Function<String, ?> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new TimeReader<>(type, parse));
    }

    private static final class TimeReader<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Class<T> type;
        private final transient Function<String, ?> parse;

        TimeReader(Class<T> type, Function<String, ?> parse) {
            super(type);
            this.type = type;
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) throws IOException {
            try {
                return type.cast(parse.apply(value));
            } catch (DateTimeException e) {
                throw context.weirdStringException(value, type, String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * Writes a value.
     *
     * @param value the value
     * @param what what it is, for the message
     * @return its JSON
     * @throws GraphException if JSON cannot keep it
     */
    public static String write(@Nullable Object value, String what) {
        try {
            return text(MAPPER.writer(), value);
        } catch (JsonProcessingException | StackOverflowError e) {
            throw new GraphException(
                    what + " cannot be kept as JSON: " + firstLine(e.getMessage()), e);
        }
    }

    /** Writes by way of bytes, for which surrogates, paired or not, are written as escapes. */
    static String text(ObjectWriter writer, @Nullable Object value) throws JsonProcessingException {
        return new String(writer.writeValueAsBytes(value), StandardCharsets.UTF_8);
    }

    /**
     * Reads a value.
     *
     * @param json its JSON
     * @param type its type
     * @param what what it is, for the message
     * @param <T> its type
     * @return the value
     * @throws GraphException if it is no such value
     */
    public static <T> @Nullable T read(String json, Class<T> type, String what) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new GraphException(
                    what + " is no " + type.getSimpleName() + ": " + firstLine(e.getMessage()), e);
        }
    }

    /**
     * Reads an object.
     *
     * @param json its JSON
     * @param what what it is, for the message
     * @return the object
     * @throws GraphException if it is none
     */
    public static ObjectNode readObject(String json, String what) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new GraphException(what + " is no JSON object");
        } catch (JsonProcessingException e) {
            throw new GraphException(what + " is no JSON: " + firstLine(e.getMessage()), e);
        }
    }

    static JsonParser parser(String json) throws IOException {
        return MAPPER.createParser(json);
    }

    static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
