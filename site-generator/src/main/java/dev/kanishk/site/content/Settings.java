package dev.kanishk.site.content;

import java.util.List;

/**
 * The site's own settings: the content of {@code site.yaml}.
 *
 * @param title the site's name
 * @param author who speaks in it
 * @param description what it is about, in a sentence
 * @param baseUrl where it will be served, ending in {@code /}
 * @param navigation the sections and pages named on every page, in order
 * @param sources the folder that {@code src:} links begin in, relative to the source folder
 */
public record Settings(
        String title,
        String author,
        String description,
        String baseUrl,
        List<String> navigation,
        String sources) {
    private static final List<String> KEYS =
            List.of("title", "author", "description", "baseUrl", "navigation", "sources");

    /**
     * Reads the settings.
     *
     * @param file the file's name, for problems
     * @param text its content
     * @param problems where to report
     * @return the settings
     */
    public static Settings parse(String file, String text, List<SourceProblem> problems) {
        KeyValues values = new KeyValues(file, text.lines().toList(), 1, KEYS, problems);
        String base = values.text("baseUrl", "http://localhost:8000/");
        return new Settings(
                values.text("title"),
                values.text("author"),
                values.text("description"),
                base.endsWith("/") ? base : base + "/",
                List.of(values.text("navigation", "").split("\\s*,\\s*")).stream()
                        .filter(name -> !name.isEmpty())
                        .toList(),
                values.text("sources", ".."));
    }
}
