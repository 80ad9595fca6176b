package dev.kanishk.site.markdown;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * Finds {@code {{name argument}}} in Markdown, outside of code.
 *
 * <p>Each is replaced by a placeholder in letters that no text holds, so that the Markdown renderer
 * passes it through, and by its HTML afterwards. A directive alone in its paragraph replaces the
 * paragraph.
 */
final class Directives {
    private static final char OPEN = '\uE000';
    private static final char CLOSE = '\uE001';
    private static final Pattern DIRECTIVE =
            Pattern.compile(
                    "(?<code>`+)[^`]*?\\k<code>"
                            + "|\\{\\{\\s*(?<name>\\w+)\\s+(?<argument>[^}]+?)\\s*}}");
    private static final Pattern PLACEHOLDER = Pattern.compile(OPEN + "(\\d+)" + CLOSE);
    private static final Pattern FENCE = Pattern.compile("^\\s*(```|~~~).*");

    private final List<String> replacements = new ArrayList<>();

    /** What a directive becomes. */
    @FunctionalInterface
    interface Expansion {
        String html(String name, String argument);
    }

    /**
     * Replaces the directives of a text by placeholders.
     *
     * @param text Markdown
     * @param expansion gives a directive's HTML; what it throws is reported
     * @param problem takes the line, from 0, and the message of what was thrown
     */
    String extract(String text, Expansion expansion, BiConsumer<Integer, String> problem) {
        StringBuilder out = new StringBuilder();
        boolean fenced = false;
        int line = 0;
        for (String each : text.split("\n", -1)) {
            boolean fence = FENCE.matcher(each).matches();
            int number = line++;
            out.append(
                    fenced || fence
                            ? each
                            : DIRECTIVE
                                    .matcher(each)
                                    .replaceAll(match ->
                                            Matcher.quoteReplacement(
                                                    replace(
                                                            (Matcher) match,
                                                            expansion,
                                                            number,
                                                            problem))));
            out.append('\n');
            fenced ^= fence;
        }
        return out.toString();
    }

    private String replace(
            Matcher match, Expansion expansion, int line, BiConsumer<Integer, String> problem) {
        if (match.group("code") != null) {
            return match.group();
        }
        try {
            replacements.add(expansion.html(match.group("name"), match.group("argument")));
        } catch (RuntimeException e) {
            problem.accept(line, String.valueOf(e.getMessage()));
            replacements.add("");
        }
        return "" + OPEN + (replacements.size() - 1) + CLOSE;
    }

    /** Frees placeholders that stand alone from the paragraph around them. */
    static void unwrap(Element body) {
        for (Element paragraph : body.select("p")) {
            if (PLACEHOLDER.matcher(paragraph.text().strip()).matches()
                    && paragraph.childrenSize() == 0) {
                paragraph.tagName("div").addClass("block");
            }
        }
    }

    /** Puts the HTML in the placeholders' places. */
    String restore(String html) {
        return PLACEHOLDER
                .matcher(html)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                replacements.get(Integer.parseInt(match.group(1)))));
    }
}
