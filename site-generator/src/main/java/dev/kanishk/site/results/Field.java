package dev.kanishk.site.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value in a result file, with the way to it, so that a wrong one can be named.
 *
 * @param file the file
 * @param path the names that lead to it
 * @param node the value; null where there is none
 */
record Field(Path file, String path, @Nullable JsonNode node) {
    Field get(String name) {
        JsonNode child = node == null ? null : node.get(name);
        return new Field(file, path.isEmpty() ? name : path + "." + name, child);
    }

    List<Field> items() {
        JsonNode array = present();
        if (!array.isArray()) {
            throw wrong("an array");
        }
        List<Field> items = new ArrayList<>();
        for (int index = 0; index < array.size(); index++) {
            items.add(new Field(file, path + "[" + index + "]", array.get(index)));
        }
        return items;
    }

    SortedMap<String, Field> members() {
        SortedMap<String, Field> members = new TreeMap<>();
        if (node == null) {
            return members;
        }
        if (!node.isObject()) {
            throw wrong("an object");
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            members.put(member.getKey(), get(member.getKey()));
        }
        return members;
    }

    String text() {
        JsonNode value = present();
        if (!value.isTextual()) {
            throw wrong("a text");
        }
        return value.textValue();
    }

    @Nullable String textOrNull() {
        return absent() ? null : text();
    }

    List<String> texts() {
        return absent() ? List.of() : items().stream().map(Field::text).toList();
    }

    double number() {
        JsonNode value = present();
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong("a number");
        }
        return value.doubleValue();
    }

    /** Reads a number that may be missing or, as JMH writes it, the text {@code NaN}. */
    @Nullable Double numberOrNull() {
        return absent() || (node != null && node.isTextual()) ? null : (Double) number();
    }

    int whole() {
        double value = number();
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong("a whole number");
        }
        return (int) value;
    }

    boolean truth() {
        JsonNode value = present();
        if (!value.isBoolean()) {
            throw wrong("true or false");
        }
        return value.booleanValue();
    }

    LocalDate date() {
        try {
            return LocalDate.parse(text());
        } catch (DateTimeException e) {
            throw wrong("a date such as 2026-11-23");
        }
    }

    Instant instant() {
        try {
            return Instant.parse(text());
        } catch (DateTimeException e) {
            throw wrong("an instant such as 2026-11-23T12:00:00Z");
        }
    }

    <T extends Enum<T>> T oneOf(Class<T> type) {
        try {
            return Enum.valueOf(type, text());
        } catch (IllegalArgumentException e) {
            throw wrong("one of " + List.of(type.getEnumConstants()));
        }
    }

    void requireText(String expected) {
        if (!expected.equals(text())) {
            throw wrong("'" + expected + "'");
        }
    }

    private boolean absent() {
        return node == null || node.isNull();
    }

    private JsonNode present() {
        if (node == null || node.isNull()) {
            throw new DamagedResultException(file, path, "is missing");
        }
        return node;
    }

    private DamagedResultException wrong(String expected) {
        String found = String.valueOf(node);
        String shown = found.length() > 60 ? found.substring(0, 60) + "…" : found;
        return new DamagedResultException(file, path, "is " + shown + ", not " + expected);
    }
}
