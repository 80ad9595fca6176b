package dev.kanishk.agents.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object that a model meant: without a call, without a guess at content.
 *
 * <p>Forgiven are prose and code fences around the object, single quotes, keys without quotes,
 * missing and trailing commas, line breaks within strings, {@code True}, {@code None} and their
 * like, comments, and a missing end. A value that the end cut off is left out and never shortened:
 * half an answer would pass for a whole one. Valid JSON is read as it is. Linear in the text's
 * length, but for the search for the object's beginning, which is tried at most {@value #TRIES}
 * times.
 */
public final class JsonRepair {
    /** The deepest nesting that is read. */
    public static final int MAX_DEPTH = 100;

    static final int TRIES = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String text;
    private int at;

    private JsonRepair(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /**
     * Reads an object.
     *
     * @param text what a model said
     * @return the object, or empty if there is none
     */
    public static Optional<ObjectNode> read(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode valid) {
                return Optional.of(valid);
            }
        } catch (JsonProcessingException e) {
            // Not valid as a whole: what follows is for this case.
        }
        int start = text.indexOf('{');
        for (int i = 0; i < TRIES && start >= 0; i++) {
            JsonNode node = new JsonRepair(text, start).value(0);
            if (node instanceof ObjectNode object && !object.isEmpty()) {
                return Optional.of(object);
            }
            start = text.indexOf('{', start + 1);
        }
        return Optional.empty();
    }

    /** Returns null for a value that is cut off or none. */
    private @Nullable JsonNode value(int depth) {
        skipBlank();
        if (atEnd() || depth > MAX_DEPTH) {
            return null;
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"', '\'' -> {
                String string = string();
                yield string == null ? null : JsonNodeFactory.instance.textNode(string);
            }
            default -> bare();
        };
    }

    private ObjectNode object(int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        at++;
        while (!closes('}')) {
            String key = key();
            skipBlank();
            if (key == null || atEnd() || text.charAt(at) != ':') {
                return object;
            }
            at++;
            JsonNode value = value(depth + 1);
            if (value == null) {
                return object;
            }
            object.set(key, value);
        }
        return object;
    }

    private ArrayNode array(int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        at++;
        while (!closes(']')) {
            JsonNode value = value(depth + 1);
            if (value == null) {
                return array;
            }
            array.add(value);
        }
        return array;
    }

    /** Skips blanks and commas; true at the end or behind the bracket. */
    private boolean closes(char bracket) {
        skipBlank();
        while (!atEnd() && text.charAt(at) == ',') {
            at++;
            skipBlank();
        }
        if (!atEnd() && text.charAt(at) == bracket) {
            at++;
            return true;
        }
        return atEnd();
    }

    private @Nullable String key() {
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            return string();
        }
        int from = at;
        while (!atEnd() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return at == from ? null : text.substring(from, at);
    }

    private @Nullable String string() {
        char quote = text.charAt(at++);
        StringBuilder out = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
            } else if (atEnd() || !escape(out)) {
                return null;
            }
        }
        return null;
    }

    private boolean escape(StringBuilder out) {
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'u' -> {
                if (at + 4 > text.length()) {
                    return false;
                }
                try {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                } catch (NumberFormatException e) {
                    return false;
                }
                at += 4;
            }
            default -> out.append(c);
        }
        return true;
    }

    private @Nullable JsonNode bare() {
        int from = at;
        while (!atEnd() && ",]}:{[\"' \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (atEnd()) {
            return null;
        }
        String word = text.substring(from, at);
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> JsonNodeFactory.instance.booleanNode(true);
            case "false" -> JsonNodeFactory.instance.booleanNode(false);
            case "null", "none", "undefined" -> JsonNodeFactory.instance.nullNode();
            default -> number(word);
        };
    }

    private static @Nullable JsonNode number(String word) {
        try {
            JsonNode node = JSON.readTree(word);
            return node.isNumber() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private void skipBlank() {
        while (!atEnd()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at);
                at = end < 0 ? text.length() : end + 2;
            } else {
                return;
            }
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }
}
