package dev.kanishk.site.markdown;

import dev.kanishk.site.content.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Resolves what pages link to: pages, sources, generated pages, other sites. Safe for threads. */
public final class Links {
    private static final String SOURCE = "src:";
    private static final long SOURCE_BYTES_MAX = 512L << 10;

    private final Set<String> files = new TreeSet<>();
    private final Path sourceRoot;
    private final Set<String> sources = new ConcurrentSkipListSet<>();

    /**
     * Makes a resolver.
     *
     * @param pages all pages of the site
     * @param sourceRoot the folder that {@code src:} links begin in
     */
    public Links(Collection<Page> pages, Path sourceRoot) {
        pages.forEach(page -> files.add(page.file()));
        this.sourceRoot = sourceRoot;
    }

    /**
     * Returns the source files that were linked to so far.
     *
     * @return paths below the source root
     */
    public Set<String> sources() {
        return sources;
    }

    /**
     * Returns the prefix that leads from a page to the site's first folder.
     *
     * @param url the page's place in the site
     * @return {@code ../} for each folder
     */
    public static String toRoot(String url) {
        return "../".repeat((int) url.chars().filter(c -> c == '/').count());
    }

    /**
     * Resolves a link.
     *
     * @param page the page that it stands in
     * @param target as it was written
     * @return as the site needs it
     * @throws IllegalArgumentException if it leads nowhere; the message says why
     */
    public String resolve(Page page, String target) {
        if (target.startsWith("https://")
                || target.startsWith("mailto:")
                || target.startsWith("#")) {
            return target;
        }
        if (target.startsWith(SOURCE)) {
            return source(page, target.substring(SOURCE.length()));
        }
        if (target.contains(":")) {
            throw new IllegalArgumentException(
                    "link '" + target + "' is neither https:, mailto:, src: nor a page");
        }
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        String anchor = hash < 0 ? "" : target.substring(hash);
        Path folder = Path.of("/", page.section());
        String file = folder.resolve(path).normalize().toString().substring(1).replace('\\', '/');
        if (path.endsWith(".md")) {
            if (!files.contains(file)) {
                throw new IllegalArgumentException(
                        "no page " + file + " for link '" + target + "'");
            }
            return path.substring(0, path.length() - ".md".length()) + ".html" + anchor;
        }
        if (path.endsWith(".html")) {
            return target;
        }
        throw new IllegalArgumentException(
                "link '" + target + "': pages are linked as .md, sources as src:path");
    }

    private String source(Page page, String path) {
        Path file = sourceRoot.resolve(path).normalize();
        if (!file.startsWith(sourceRoot) || !Files.isRegularFile(file) || hidden(path)) {
            throw new IllegalArgumentException("no source file '" + path + "'");
        }
        try {
            if (Files.size(file) > SOURCE_BYTES_MAX
                    || !file.toRealPath().startsWith(sourceRoot.toRealPath())) {
                throw new IllegalArgumentException(
                        "source file '" + path + "' is larger than 512 KiB or lies elsewhere");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("source file '" + path + "' cannot be read", e);
        }
        sources.add(path);
        return toRoot(page.url()) + "source/" + path + ".html";
    }

    private static boolean hidden(String path) {
        return path.startsWith(".git/") || path.contains("..") || path.startsWith("/");
    }
}
