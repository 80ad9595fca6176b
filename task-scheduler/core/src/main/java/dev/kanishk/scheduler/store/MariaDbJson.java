package dev.kanishk.scheduler.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as a text for {@code JSON_TABLE}: objects with {@code c0}, {@code c1}; none for null. */
final class MariaDbJson {
    private static final JsonFactory JSON = new JsonFactory();

    private MariaDbJson() {}

    static String rows(List<@Nullable Object[]> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (@Nullable Object[] row : rows) {
                json.writeStartObject();
                for (int c = 0; c < row.length; c++) {
                    Object value = row[c];
                    if (value instanceof Number number) {
                        json.writeNumberField("c" + c, number.longValue());
                    } else if (value != null) {
                        json.writeStringField("c" + c, value.toString());
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
