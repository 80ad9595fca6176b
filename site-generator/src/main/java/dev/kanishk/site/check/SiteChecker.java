package dev.kanishk.site.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Finds what is broken in a folder of static pages: links and anchors that lead nowhere, ids used
 * twice, missing titles, languages and alternative texts, inline style and script, requests to
 * other sites, unknown files, pages too large.
 */
public final class SiteChecker {
    private static final long PAGE_BYTES_MAX = 1L << 20;
    private static final Set<String> KNOWN_ENDINGS =
            Set.of("html", "css", "js", "svg", "png", "jpg", "woff2", "txt", "xml", "json", "hlog");
    private static final Map<String, String> LOADED =
            Map.of("script", "src", "img", "src", "link", "href", "iframe", "src", "source", "src");

    private final Path folder;
    private final Map<String, Document> pages = new TreeMap<>();
    private final Map<String, Set<String>> ids = new HashMap<>();
    private final Set<String> files = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private SiteChecker(Path folder) {
        this.folder = folder;
    }

    /**
     * Checks a site.
     *
     * @param folder the site's folder
     * @return the problems, by file; empty if there are none
     * @throws IOException if the folder cannot be read
     */
    public static List<Problem> check(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("no folder " + folder);
        }
        SiteChecker checker = new SiteChecker(folder);
        checker.read();
        checker.pages.forEach(checker::page);
        checker.titles();
        if (checker.pages.isEmpty()) {
            checker.problems.add(new Problem(".", 0, "holds no page: is this a site?"));
        }
        return List.copyOf(checker.problems);
    }

    private void read() throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : all) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            files.add(name);
            String last = name.substring(name.lastIndexOf('/') + 1);
            String ending = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            if (!last.startsWith(".") && !KNOWN_ENDINGS.contains(ending)) {
                problems.add(new Problem(name, 0, "unknown kind of file"));
            }
            if (name.endsWith(".html")) {
                if (Files.size(file) > PAGE_BYTES_MAX) {
                    problems.add(new Problem(name, 0, "is larger than 1 MiB"));
                }
                Document document = Jsoup.parse(Files.readString(file));
                pages.put(name, document);
                ids.put(name, ids(name, document));
            }
        }
    }

    private Set<String> ids(String name, Document document) {
        Set<String> found = new HashSet<>();
        for (Element element : document.select("[id]")) {
            if (!found.add(element.id())) {
                problems.add(new Problem(name, 0, "id '" + element.id() + "' is used twice"));
            }
        }
        return found;
    }

    private void page(String name, Document document) {
        if (document.title().isBlank()) {
            problems.add(new Problem(name, 0, "has no title"));
        }
        Element html = document.selectFirst("html");
        if (html == null || html.attr("lang").isBlank()) {
            problems.add(new Problem(name, 0, "has no lang on html"));
        }
        int headings = document.select("h1").size();
        if (headings != 1) {
            problems.add(new Problem(name, 0, "has " + headings + " first headings, not 1"));
        }
        for (Element image : document.select("img:not([alt])")) {
            problems.add(new Problem(name, 0, "image without alt: " + image.attr("src")));
        }
        inline(name, document);
        for (Element link : document.select("a[href]")) {
            link(name, link.attr("href"));
        }
        LOADED.forEach((tag, attribute) -> {
            for (Element element : document.select(tag + "[" + attribute + "]")) {
                loaded(name, element, attribute);
            }
        });
    }

    private void inline(String name, Document document) {
        for (Element script : document.select("script:not([src])")) {
            if (!script.html().isBlank()) {
                problems.add(new Problem(name, 0, "inline script"));
            }
        }
        if (!document.select("style, [style]").isEmpty()) {
            problems.add(new Problem(name, 0, "inline style"));
        }
        for (Element element : document.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                if (attribute.getKey().startsWith("on")) {
                    problems.add(new Problem(name, 0, "inline handler " + attribute.getKey()));
                }
            }
        }
    }

    private void loaded(String name, Element element, String attribute) {
        String target = element.attr(attribute);
        String relation = element.attr("rel");
        if (relation.equals("canonical")) {
            return;
        }
        if (target.contains("//")) {
            problems.add(new Problem(name, 0, "loads from another site: " + target));
        } else {
            link(name, target);
        }
    }

    private void link(String name, String target) {
        if (target.contains(":") || target.startsWith("//")) {
            return;
        }
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        String anchor = hash < 0 ? "" : target.substring(hash + 1);
        Path base = Path.of("/", name);
        Path resolved = path.isEmpty() ? base : base.resolveSibling(path).normalize();
        String file = resolved.toString().substring(1).replace('\\', '/');
        if (!files.contains(file)) {
            problems.add(new Problem(name, 0, "link to '" + target + "' leads nowhere"));
        } else if (!anchor.isEmpty() && !ids.getOrDefault(file, Set.of()).contains(anchor)) {
            problems.add(new Problem(name, 0, "no anchor '#" + anchor + "' in " + file));
        }
    }

    private void titles() {
        Map<String, String> seen = new HashMap<>();
        pages.forEach((name, document) -> {
            String other = seen.put(document.title(), name);
            if (other != null && !name.startsWith("source/")) {
                problems.add(new Problem(name, 0, "has the same title as " + other));
            }
        });
    }
}
