package dev.kanishk.scheduler.redis;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How values are written to Redis and read again. What a version of a program wrote may be read by
 * another: what cannot be read is computed anew and overwritten.
 *
 * @param <V> the values
 */
public interface ValueCodec<V> {
    /**
     * {@return a value's bytes}
     *
     * @param value the value
     * @throws IOException if it cannot be written
     */
    byte[] encode(V value) throws IOException;

    /**
     * {@return the value that bytes stand for}
     *
     * @param bytes as {@link #encode} gave them
     * @throws IOException if they stand for none
     */
    V decode(byte[] bytes) throws IOException;

    /** {@return strings as UTF-8} */
    static ValueCodec<String> utf8() {
        return new ValueCodec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }

    /**
     * {@return records and beans as JSON}
     *
     * @param type what they are
     * @param <V> what they are
     */
    static <V> ValueCodec<V> json(Class<V> type) {
        ObjectMapper json = new ObjectMapper();
        return new ValueCodec<>() {
            @Override
            public byte[] encode(V value) throws IOException {
                return json.writeValueAsBytes(value);
            }

            @Override
            public V decode(byte[] bytes) throws IOException {
                return json.readValue(bytes, type);
            }
        };
    }
}
