package dev.kanishk.site.content;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of YAML that front matter and settings need: one {@code key: value} a line, comments,
 * and values in quotes. Problems are collected, with their lines.
 */
final class KeyValues {
    private record Entry(String value, int line) {}

    private final String file;
    private final int firstLine;
    private final List<SourceProblem> problems;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    KeyValues(
            String file,
            List<String> lines,
            int firstLine,
            List<String> known,
            List<SourceProblem> problems) {
        this.file = file;
        this.firstLine = firstLine;
        this.problems = problems;
        int number = firstLine;
        for (String line : lines) {
            read(line.strip(), number++, known);
        }
    }

    String text(String key) {
        Entry entry = entries.get(key);
        if (entry == null || entry.value().isEmpty()) {
            problems.add(new SourceProblem(file, firstLine, "'" + key + ":' is missing"));
            return "";
        }
        return entry.value();
    }

    String text(String key, String otherwise) {
        Entry entry = entries.get(key);
        return entry == null ? otherwise : entry.value();
    }

    int number(String key, int otherwise) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(entry.value());
        } catch (NumberFormatException e) {
            wrong(key, entry, "a whole number");
            return otherwise;
        }
    }

    boolean truth(String key) {
        Entry entry = entries.get(key);
        if (entry != null && !entry.value().equals("true") && !entry.value().equals("false")) {
            wrong(key, entry, "true or false");
        }
        return entry != null && entry.value().equals("true");
    }

    @Nullable LocalDate date(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        try {
            return LocalDate.parse(entry.value());
        } catch (DateTimeException e) {
            wrong(key, entry, "a date such as 2026-11-23");
            return null;
        }
    }

    private void read(String line, int number, List<String> known) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            problems.add(new SourceProblem(file, number, "'key: value' expected"));
            return;
        }
        String key = line.substring(0, colon).strip();
        if (!known.contains(key)) {
            String message = "unknown key '" + key + "'; known are " + String.join(", ", known);
            problems.add(new SourceProblem(file, number, message));
            return;
        }
        Entry entry = new Entry(unquoted(line.substring(colon + 1).strip()), number);
        if (entries.put(key, entry) != null) {
            problems.add(new SourceProblem(file, number, "'" + key + ":' stands here twice"));
        }
    }

    private static String unquoted(String value) {
        boolean quoted =
                value.length() >= 2
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private void wrong(String key, Entry entry, String expected) {
        String message = "'" + key + ": " + entry.value() + "' is not " + expected;
        problems.add(new SourceProblem(file, entry.line(), message));
    }
}
