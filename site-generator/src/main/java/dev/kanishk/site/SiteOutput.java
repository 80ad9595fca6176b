package dev.kanishk.site;

import dev.kanishk.site.content.Page;
import dev.kanishk.site.content.SourceFolder;
import dev.kanishk.site.content.SourceProblem;
import dev.kanishk.site.highlight.Highlighter;
import dev.kanishk.site.markdown.Links;
import dev.kanishk.site.markdown.RenderedPage;
import dev.kanishk.site.results.Figure;
import dev.kanishk.site.results.Results;
import dev.kanishk.site.results.Showcase;
import dev.kanishk.site.view.Heading;
import dev.kanishk.site.view.Link;
import dev.kanishk.site.view.PageView;
import dev.kanishk.site.view.SystemView;
import dev.kanishk.site.view.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts pages into their layout and collects the files of the site. */
final class SiteOutput {
    private static final String SYSTEMS = "systems";
    private static final String HOME = "index.html";

    private final SiteRequest request;
    private final SourceFolder source;
    private final Results results;
    private final Links links;
    private final String base;
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final List<SearchEntry> search = new ArrayList<>();
    private List<Link> navigation = List.of();

    SiteOutput(SiteRequest request, SourceFolder source, Results results, Links links) {
        this.request = request;
        this.source = source;
        this.results = results;
        this.links = links;
        String asked = request.baseUrl();
        String url = asked == null ? source.settings().baseUrl() : asked;
        this.base = url.endsWith("/") ? url : url + "/";
    }

    /** Lays everything out in memory. */
    void render(Map<Page, RenderedPage> rendered, List<SourceProblem> problems) throws IOException {
        TreeMap<String, List<Page>> sections = new TreeMap<>();
        for (Page page : source.pages()) {
            sections.computeIfAbsent(page.section(), key -> new ArrayList<>()).add(page);
        }
        navigation = navigation(sections, problems);
        for (Page page : source.pages()) {
            RenderedPage content = rendered.get(page);
            if (content != null) {
                List<Page> section = sections.getOrDefault(page.section(), List.of());
                add(page, content, section);
            }
        }
        sections.forEach((section, pages) -> {
            if (!section.isEmpty() && !section.equals(ResultPages.SECTION)) {
                index(section, pages);
            }
        });
        List<Page> methods = sections.getOrDefault(ResultPages.SECTION, List.of());
        new ResultPages(results, this).add(methods.stream().map(SiteOutput::link).toList());
        addSources();
        files.putAll(Assets.all(request.reload()));
        text("search-index.json", SearchEntry.json(search));
        text("sitemap.xml", Feeds.sitemap(base, files.keySet()));
        text("feed.xml", Feeds.atom(base, source.settings(), source.pages()));
        text("robots.txt", "User-agent: *\nAllow: /\nSitemap: " + base + "sitemap.xml\n");
    }

    /** Writes everything beside the output folder and then puts it in its place. */
    SiteSummary write() throws IOException {
        FolderSwap.replace(request.output(), files);
        int pages = (int) files.keySet().stream().filter(name -> name.endsWith(".html")).count();
        long bytes = files.values().stream().mapToLong(content -> content.length).sum();
        return new SiteSummary(pages, files.size(), bytes);
    }

    void bytes(String name, byte[] content) {
        files.put(name, content);
    }

    private void text(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a page that no Markdown file stands behind. */
    void generated(String url, String title, String description, String body, boolean wide) {
        List<Heading> headings = Headings.of(body);
        layout(url, title, description, headings, body, "", null, null, wide);
        search.add(new SearchEntry(url, title, description, ""));
    }

    private void add(Page page, RenderedPage content, List<Page> section) {
        int at = section.indexOf(page);
        boolean turns = !page.section().isEmpty();
        Link previous = turns && at > 0 ? link(section.get(at - 1)) : null;
        Link next = turns && at + 1 < section.size() ? link(section.get(at + 1)) : null;
        String body = content.html();
        boolean home = page.url().equals(HOME);
        if (home) {
            body += Templates.render("systems.jte", Map.of("systems", systems(), "root", ""));
        }
        layout(
                page.url(),
                page.title(),
                page.description(),
                content.headings(),
                body,
                page.date() == null ? "" : page.date().toString(),
                previous,
                next,
                false);
        search.add(new SearchEntry(page.url(), page.title(), page.description(), content.text()));
    }

    private void layout(
            String url,
            String title,
            String description,
            List<Heading> headings,
            String body,
            String date,
            @Nullable Link previous,
            @Nullable Link next,
            boolean wide) {
        PageView view =
                new PageView(
                        source.settings().title(),
                        source.settings().author(),
                        title,
                        description,
                        url,
                        base + (url.equals(HOME) ? "" : url),
                        Links.toRoot(url),
                        navigation,
                        headings,
                        body,
                        date,
                        previous,
                        next,
                        wide,
                        request.reload());
        text(url, Templates.render("layout.jte", Map.of("page", view)));
    }

    private void index(String section, List<Page> pages) {
        String name = Headings.words(section);
        String body =
                Templates.render(
                        "list.jte",
                        Map.of(
                                "links", pages.stream().map(SiteOutput::link).toList(),
                                "root", Links.toRoot(section + "/")));
        String description =
                name + ": " + pages.size() + (pages.size() == 1 ? " page." : " pages.");
        generated(section + "/index.html", name, description, body, false);
    }

    private List<Link> navigation(Map<String, List<Page>> sections, List<SourceProblem> problems) {
        List<Link> found = new ArrayList<>();
        for (String name : source.settings().navigation()) {
            Page page =
                    sections.getOrDefault("", List.of()).stream()
                            .filter(each -> each.url().equals(name + ".html"))
                            .findFirst()
                            .orElse(null);
            if (page != null) {
                found.add(link(page));
            } else if (sections.containsKey(name) || name.equals(ResultPages.SECTION)) {
                found.add(new Link(name + "/index.html", Headings.words(name), ""));
            } else {
                problems.add(
                        new SourceProblem(
                                "site.yaml",
                                0,
                                "navigation names '" + name + "', no page of which is here"));
            }
        }
        return found;
    }

    private List<SystemView> systems() {
        List<SystemView> systems = new ArrayList<>();
        for (Page page : source.pages()) {
            if (page.section().equals(SYSTEMS)) {
                String name = page.file().substring(SYSTEMS.length() + 1, page.file().length() - 3);
                systems.add(system(page, name));
            }
        }
        return systems;
    }

    private SystemView system(Page page, String name) {
        for (Showcase showcase : results.showcases()) {
            if (showcase.system().equals(name) && !showcase.metrics().isEmpty()) {
                Figure headline = showcase.metrics().getFirst();
                return new SystemView(
                        page.url(),
                        page.title(),
                        page.description(),
                        headline.formatted().text(),
                        headline.label(),
                        headline.set().machine().date().toString());
            }
        }
        return new SystemView(page.url(), page.title(), page.description(), "", "", "");
    }

    private void addSources() throws IOException {
        for (String name : links.sources()) {
            Path file = source.sourceRoot().resolve(name);
            String code = Files.readString(file);
            int dot = name.lastIndexOf('.');
            String html = Highlighter.highlight(dot < 0 ? "" : name.substring(dot + 1), code);
            String body = "<pre class=\"source\" tabindex=\"0\"><code>" + html + "</code></pre>";
            String url = "source/" + name + ".html";
            String title = name.substring(name.lastIndexOf('/') + 1);
            layout(url, title, name, List.of(), body, "", null, null, true);
        }
    }

    private static Link link(Page page) {
        return new Link(page.url(), page.title(), page.description());
    }
}
