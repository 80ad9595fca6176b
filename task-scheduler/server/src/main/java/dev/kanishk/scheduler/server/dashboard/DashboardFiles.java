package dev.kanishk.scheduler.server.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of the dashboard, as they are served. What they show comes from the HTTP interface, for
 * which the browser needs the same token as any other caller; the files themselves hold nothing.
 */
public final class DashboardFiles {
    /** The page; the other files are asked for by it. */
    public static final String PAGE = "index.html";

    private static final List<String> NAMES =
            List.of(
                    PAGE,
                    "dashboard.css",
                    "icon.svg",
                    "api.js",
                    "chart.js",
                    "dashboard.js",
                    "dom.js",
                    "jobs.js",
                    "overview.js",
                    "text.js");

    private static final Map<String, String> MEDIA_TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    /**
     * A file.
     *
     * @param mediaType what it is
     * @param content its text
     */
    public record File(String mediaType, String content) {}

    private final Map<String, File> files = new TreeMap<>();

    /** Reads the files, which are part of the program. */
    public DashboardFiles() {
        for (String name : NAMES) {
            files.put(name, read(name));
        }
    }

    private static File read(String name) {
        String type = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream in = DashboardFiles.class.getResourceAsStream(name)) {
            if (in == null || type == null) {
                throw new IllegalStateException(name + " is missing beside this class");
            }
            return new File(type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return a file; empty if there is none of the name}
     *
     * @param name its name
     */
    public Optional<File> find(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
