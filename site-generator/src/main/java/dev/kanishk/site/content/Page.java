package dev.kanishk.site.content;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Markdown file.
 *
 * @param file its path below the source folder, with {@code /} between names
 * @param title the page's name and first heading
 * @param description what it is about, in a sentence
 * @param order its place among its section's pages
 * @param draft whether it is left out unless drafts are asked for
 * @param date when it was written; null where that doesn't matter
 * @param body the Markdown behind the front matter
 * @param bodyLine the number of its first line in the file
 */
public record Page(
        String file,
        String title,
        String description,
        int order,
        boolean draft,
        @Nullable LocalDate date,
        String body,
        int bodyLine) {
    private static final String FENCE = "---";
    private static final List<String> KEYS =
            List.of("title", "description", "order", "draft", "date");

    /**
     * Reads a page. What is wrong with it is added to the problems; the page returned then has
     * empty values in its place.
     *
     * @param file its path below the source folder
     * @param text its content
     * @param problems where to report
     * @return the page
     */
    public static Page parse(String file, String text, List<SourceProblem> problems) {
        List<String> lines = text.lines().toList();
        int end = lines.isEmpty() || !lines.getFirst().strip().equals(FENCE) ? -1 : end(lines);
        if (end < 0) {
            problems.add(
                    new SourceProblem(
                            file, 1, "front matter between two lines of '---' is missing"));
            return new Page(file, "", "", 0, false, null, "", 1);
        }
        KeyValues matter = new KeyValues(file, lines.subList(1, end), 2, KEYS, problems);
        return new Page(
                file,
                matter.text("title"),
                matter.text("description"),
                matter.number("order", 1000),
                matter.truth("draft"),
                matter.date("date"),
                String.join("\n", new ArrayList<>(lines.subList(end + 1, lines.size()))) + "\n",
                end + 2);
    }

    private static int end(List<String> lines) {
        for (int line = 1; line < lines.size(); line++) {
            if (lines.get(line).strip().equals(FENCE)) {
                return line;
            }
        }
        return -1;
    }

    /** {@return the folder it lies in; empty for the source folder itself} */
    public String section() {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "" : file.substring(0, slash);
    }

    /** {@return where it will be in the site: its path with {@code .html}} */
    public String url() {
        return file.substring(0, file.length() - ".md".length()) + ".html";
    }
}
