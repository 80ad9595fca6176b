package dev.kanishk.site.content;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything read from a source folder.
 *
 * @param settings the site's settings
 * @param pages the pages, by section, order and title
 * @param sourceRoot the folder that {@code src:} links begin in
 */
public record SourceFolder(Settings settings, List<Page> pages, Path sourceRoot) {
    private static final String SETTINGS = "site.yaml";
    private static final long FILE_BYTES_MAX = 4L << 20;

    /** Copies the pages. */
    public SourceFolder {
        pages = List.copyOf(pages);
    }

    /**
     * Reads a folder.
     *
     * @param folder the folder
     * @param drafts whether drafts are pages
     * @param problems where to report
     * @return what lies in it
     * @throws IOException if the folder or a file cannot be read
     */
    public static SourceFolder read(Path folder, boolean drafts, List<SourceProblem> problems)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "no folder " + folder + ": --source names the one with the pages");
        }
        Path settingsFile = folder.resolve(SETTINGS);
        String settingsText = Files.exists(settingsFile) ? Files.readString(settingsFile) : "";
        Settings settings = Settings.parse(SETTINGS, settingsText, problems);
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(SourceFolder::isPage).sorted().toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                Page page = readPage(name, file, problems);
                if (!page.draft() || drafts) {
                    pages.add(page);
                }
            }
        }
        pages.sort(
                Comparator.comparing(Page::section)
                        .thenComparingInt(Page::order)
                        .thenComparing(Page::title)
                        .thenComparing(Page::file));
        Path root = folder.resolve(settings.sources()).toAbsolutePath().normalize();
        return new SourceFolder(settings, pages, root);
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md") && Files.isRegularFile(file);
    }

    private static Page readPage(String name, Path file, List<SourceProblem> problems)
            throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            problems.add(new SourceProblem(name, 0, "a page has at most 4 MiB"));
            return Page.parse(name, "---\ntitle: x\ndescription: x\n---\n", new ArrayList<>());
        }
        try {
            return Page.parse(name, Files.readString(file), problems);
        } catch (MalformedInputException e) {
            problems.add(new SourceProblem(name, 0, "is not UTF-8"));
            return Page.parse(name, "---\ntitle: x\ndescription: x\n---\n", new ArrayList<>());
        }
    }
}
