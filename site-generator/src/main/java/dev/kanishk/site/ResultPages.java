package dev.kanishk.site;

import dev.kanishk.site.html.Html;
import dev.kanishk.site.markdown.Links;
import dev.kanishk.site.results.BenchmarkClass;
import dev.kanishk.site.results.Distribution;
import dev.kanishk.site.results.ResultSet;
import dev.kanishk.site.results.Results;
import dev.kanishk.site.results.Showcase;
import dev.kanishk.site.results.Suite;
import dev.kanishk.site.view.Link;
import dev.kanishk.site.view.SetView;
import dev.kanishk.site.view.Templates;
import dev.kanishk.site.view.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pages that come from results alone: one a suite, one a comparison, one a showcase. */
final class ResultPages {
    static final String SECTION = "benchmarks";

    private static final String REPEAT = "mvn verify -Preference -DskipTests";

    private final Results results;
    private final SiteOutput output;

    ResultPages(Results results, SiteOutput output) {
        this.results = results;
        this.output = output;
    }

    /** Adds all of them, and the page that lists them behind those written by hand. */
    void add(List<Link> written) throws IOException {
        List<Link> all = new ArrayList<>(written);
        for (Showcase showcase : results.showcases()) {
            all.add(showcase(showcase));
        }
        for (Suite suite : results.suites()) {
            all.add(suite(suite));
        }
        String body = Templates.render("list.jte", Map.of("links", all, "root", "../"));
        output.generated(
                SECTION + "/index.html",
                "Benchmarks",
                "What was measured, on which machine, and how to repeat it.",
                body,
                false);
    }

    private Link suite(Suite suite) throws IOException {
        String url = SECTION + "/" + suite.name() + ".html";
        String system = Headings.words(suite.name().replace("peers-", ""));
        String title = suite.comparesPeers() ? system + " beside its peers" : system + ": suite";
        String description =
                suite.comparesPeers()
                        ? "The same work done by others, measured in the same run."
                        : "The module's own benchmarks.";
        StringBuilder body = new StringBuilder();
        for (BenchmarkClass benchmark : suite.classes()) {
            String id = Html.slug(benchmark.name());
            body.append("<h2 id=\"" + id + "\">" + Html.escape(benchmark.name()) + "</h2>");
            body.append(Views.chart(results, benchmark, id + "-chart"));
        }
        BenchmarkClass first = suite.classes().getFirst();
        body.append(set(first.set(), REPEAT, raw(first.set(), first.file()), url));
        output.generated(url, title, description, body.toString(), true);
        return new Link(url, title, description);
    }

    private Link showcase(Showcase showcase) throws IOException {
        String url = SECTION + "/showcase-" + showcase.system() + ".html";
        String title = Headings.words(showcase.system()) + ": showcase";
        StringBuilder body = new StringBuilder("<h2 id=\"figures\">Figures</h2>");
        body.append(Views.metrics(showcase));
        body.append("<h2 id=\"promises\">Promises put to the test</h2>");
        body.append(Views.checks(showcase));
        for (Distribution distribution : showcase.distributions()) {
            String id = "curve-" + Html.slug(distribution.id());
            body.append("<h2 id=\"" + id + "\">" + Html.escape(distribution.label()) + "</h2>");
            body.append(Views.percentiles(distribution));
            raw(distribution.set(), distribution.file());
        }
        body.append("<h2 id=\"notes\">To judge the figures</h2><ul>");
        showcase.notes().forEach(note -> body.append("<li>" + Html.escape(note) + "</li>"));
        body.append("</ul>");
        String raw = raw(showcase.set(), showcase.file());
        body.append(set(showcase.set(), showcase.command(), raw, url));
        output.generated(url, title, showcase.title(), body.toString(), true);
        return new Link(url, title, showcase.title());
    }

    private static String set(ResultSet set, String command, String raw, String url) {
        return Templates.render(
                "set.jte", Map.of("set", SetView.of(set, command, raw), "root", Links.toRoot(url)));
    }

    /** Copies a raw file into the site and returns its place there. */
    private String raw(ResultSet set, Path file) throws IOException {
        String name = "results/" + set.name() + "/" + file.getFileName();
        output.bytes(name, Files.readAllBytes(file));
        return name;
    }
}
