package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import java.util.ArrayList;
import java.util.List;

/** The words of a line; {@code name=value} may stand anywhere. */
final class Words {
    private final String line;
    private final List<String> words;

    Words(String line) {
        this.line = line;
        this.words = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    boolean hasPrefix(String prefix) {
        return !words.isEmpty() && words.getFirst().startsWith(prefix);
    }

    /** The next word that is no {@code name=value}. */
    String next() {
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).contains("=")) {
                return words.remove(i);
            }
        }
        throw new IllegalArgumentException("a word is missing: " + line);
    }

    long number() {
        return Long.parseLong(next());
    }

    /** The value of {@code name=value}, or the default. */
    String named(String name, String byDefault) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(name + "=")) {
                return words.remove(i).substring(name.length() + 1);
            }
        }
        return byDefault;
    }

    long number(String name, long byDefault) {
        return Long.parseLong(named(name, Long.toString(byDefault)));
    }

    /** The number after {@code @}, or absent. */
    long price() {
        if (!hasPrefix("@")) {
            return Command.ABSENT;
        }
        words.removeFirst();
        return number();
    }

    void requireEmpty() {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("not understood: " + words + " in: " + line);
        }
    }
}
