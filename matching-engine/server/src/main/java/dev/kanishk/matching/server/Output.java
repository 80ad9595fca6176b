package dev.kanishk.matching.server;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A result, printed for a person or as one JSON object. */
final class Output {
    private final Map<String, Object> values = new LinkedHashMap<>();

    Output add(String name, long value) {
        values.put(name, value);
        return this;
    }

    Output add(String name, String value) {
        values.put(name, value);
        return this;
    }

    static String hash(long stateHash) {
        return String.format(Locale.ROOT, "%016x", stateHash);
    }

    void print(PrintWriter out, boolean json) {
        if (json) {
            StringBuilder text = new StringBuilder("{");
            values.forEach((name, value) -> {
                text.append(text.length() > 1 ? "," : "").append(quote(name)).append(':');
                text.append(value instanceof String string ? quote(string) : value);
            });
            out.println(text.append('}'));
        } else {
            values.forEach((name, value) -> out.printf(Locale.ROOT, "%-22s %s%n", name, value));
        }
        out.flush();
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            if (next == '"' || next == '\\') {
                quoted.append('\\').append(next);
            } else if (next < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
            } else {
                quoted.append(next);
            }
        }
        return quoted.append('"').toString();
    }
}
