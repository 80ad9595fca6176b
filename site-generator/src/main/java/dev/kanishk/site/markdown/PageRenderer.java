package dev.kanishk.site.markdown;

import dev.kanishk.site.content.Page;
import dev.kanishk.site.content.SourceProblem;
import dev.kanishk.site.highlight.Highlighter;
import dev.kanishk.site.html.Html;
import dev.kanishk.site.view.Heading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Renders a page's Markdown: directives, links, anchors, code, tables. */
public final class PageRenderer {
    private final Markdown markdown;
    private final Links links;
    private final ResultDirectives directives;

    /**
     * Makes a renderer that any number of threads may use.
     *
     * @param markdown the renderer of Markdown itself
     * @param links resolves what pages link to
     * @param directives expands what pages name in double braces
     */
    public PageRenderer(Markdown markdown, Links links, ResultDirectives directives) {
        this.markdown = markdown;
        this.links = links;
        this.directives = directives;
    }

    /**
     * Renders a page.
     *
     * @param page the page
     * @param problems where to report what is wrong with it
     * @return its content
     */
    public RenderedPage render(Page page, List<SourceProblem> problems) {
        Directives found = new Directives();
        String prepared =
                found.extract(
                        page.body(),
                        (name, argument) -> directives.html(page, name, argument),
                        (line, message) ->
                                problems.add(
                                        new SourceProblem(
                                                page.file(), page.bodyLine() + line, message)));
        Document document = Jsoup.parseBodyFragment(markdown.render(prepared));
        document.outputSettings().prettyPrint(false);
        Element body = document.body();
        Directives.unwrap(body);
        List<Heading> headings = anchor(body, page, problems);
        resolve(body, page, problems);
        highlight(body);
        admonitions(body);
        regions(body, page);
        String text = body.text().replaceAll("[\\uE000\\uE001]\\d*", "");
        return new RenderedPage(found.restore(body.html()), headings, text);
    }

    /** Lets wide tables be scrolled, by keyboard too; each is named for the heading above it. */
    private static void regions(Element body, Page page) {
        String heading = page.title();
        Map<String, Integer> used = new HashMap<>();
        for (Element element : body.select("h2, h3, h4, table")) {
            if (!element.tagName().equals("table")) {
                heading = element.ownText();
                continue;
            }
            int number = used.merge(heading, 1, Integer::sum);
            Element region = new Element("div").attr("class", "table").attr("role", "region");
            region.attr("aria-label", "Table: " + heading + (number == 1 ? "" : " " + number));
            region.attr("tabindex", "0");
            element.replaceWith(region);
            region.appendChild(element);
        }
    }

    private static List<Heading> anchor(Element body, Page page, List<SourceProblem> problems) {
        List<Heading> headings = new ArrayList<>();
        Map<String, Integer> used = new HashMap<>();
        for (Element heading : body.select("h1, h2, h3, h4")) {
            if (heading.tagName().equals("h1")) {
                problems.add(
                        problem(
                                page,
                                "# " + heading.text(),
                                "headings begin at '##': the title is the first heading"));
            }
            String slug = Html.slug(heading.text());
            int times = used.merge(slug, 1, Integer::sum);
            String id = times == 1 ? slug : slug + "-" + times;
            heading.attr("id", id);
            if (!heading.tagName().equals("h4")) {
                int level = heading.tagName().charAt(1) - '0';
                headings.add(new Heading(level, id, heading.text()));
            }
            heading.appendElement("a")
                    .addClass("anchor")
                    .attr("href", "#" + id)
                    .attr("aria-label", "Link to: " + heading.ownText())
                    .text("#");
        }
        return headings;
    }

    private void resolve(Element body, Page page, List<SourceProblem> problems) {
        for (Element link : body.select("a[href]:not(.anchor)")) {
            String target = link.attr("href");
            try {
                link.attr("href", links.resolve(page, target));
            } catch (IllegalArgumentException e) {
                problems.add(problem(page, "](" + target, String.valueOf(e.getMessage())));
            }
        }
        for (Element image : body.select("img")) {
            if (image.attr("alt").isBlank()) {
                problems.add(
                        problem(
                                page,
                                "](" + image.attr("src"),
                                "the image has no alternative text: ![what it shows](…)"));
            }
        }
    }

    private static void highlight(Element body) {
        for (Element code : body.select("pre > code")) {
            String language =
                    code.classNames().stream()
                            .filter(name -> name.startsWith("language-"))
                            .map(name -> name.substring("language-".length()))
                            .findFirst()
                            .orElse("");
            String text = code.wholeText();
            code.html(Highlighter.highlight(language, text));
            Element block = code.parent();
            if (block != null) {
                block.attr("tabindex", "0");
            }
        }
    }

    private static void admonitions(Element body) {
        body.select("svg").remove();
        for (Element block : body.select(".adm-block")) {
            String title = block.select(".adm-heading span").text();
            Element content = block.selectFirst(".adm-body");
            String html = content == null ? "" : content.html();
            block.clearAttributes().tagName("aside").addClass("note");
            block.html("<p class=\"note-title\">" + Html.escape(title) + "</p>" + html);
        }
    }

    private static SourceProblem problem(Page page, String near, String message) {
        int line = page.bodyLine();
        for (String each : page.body().split("\n", -1)) {
            if (each.contains(near)) {
                return new SourceProblem(page.file(), line, message);
            }
            line++;
        }
        return new SourceProblem(page.file(), 0, message);
    }
}
