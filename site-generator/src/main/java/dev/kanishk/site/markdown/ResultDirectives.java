package dev.kanishk.site.markdown;

import dev.kanishk.site.content.Page;
import dev.kanishk.site.html.Html;
import dev.kanishk.site.results.BenchmarkClass;
import dev.kanishk.site.results.Figure;
import dev.kanishk.site.results.Formatted;
import dev.kanishk.site.results.Ratio;
import dev.kanishk.site.results.Results;
import dev.kanishk.site.view.Views;

/** Expands what pages name in double braces from results. Safe for threads. */
public final class ResultDirectives {
    private static final String KNOWN = "figure, ratio, chart, percentiles, checks, metrics";

    private final Results results;

    /**
     * Makes it.
     *
     * @param results where figures come from
     */
    public ResultDirectives(Results results) {
        this.results = results;
    }

    String html(Page page, String name, String argument) {
        String root = Links.toRoot(page.url());
        return switch (name) {
            case "figure" -> figure(root, results.figure(argument));
            case "ratio" -> ratio(root, argument);
            case "chart" -> chart(results.benchmark(argument));
            case "percentiles" -> Views.percentiles(results.distribution(argument));
            case "checks" -> Views.checks(results.showcase(argument));
            case "metrics" -> Views.metrics(results.showcase(argument));
            default ->
                    throw new IllegalArgumentException(
                            "unknown directive '" + name + "'; known are " + KNOWN);
        };
    }

    private static String figure(String root, Figure figure) {
        Formatted text = figure.formatted();
        return "<a class=\"figure\" href=\""
                + root
                + page(figure)
                + "\" title=\""
                + Html.escape(figure.label() + ", measured " + figure.set().machine().date())
                + "\"><data value=\""
                + figure.value()
                + "\">"
                + Html.escape(text.text())
                + "</data></a>";
    }

    /** {@return the page that shows where a figure comes from} */
    private static String page(Figure figure) {
        String id = figure.id();
        int colon = id.indexOf(':');
        String name = colon < 0 ? id.substring(0, id.indexOf('.')) : id.substring(0, colon);
        return "benchmarks/" + (colon < 0 ? "showcase-" + name : name) + ".html";
    }

    private String ratio(String root, String argument) {
        String[] ids = argument.split("\\s+/\\s+", -1);
        if (ids.length != 2) {
            throw new IllegalArgumentException(
                    "'" + argument + "' is not two results with ' / ' between them");
        }
        Ratio ratio = results.ratio(ids[0], ids[1]);
        String verdict =
                ratio.verdict() == Ratio.Verdict.CLEAR ? "" : " (" + ratio.verdict().label() + ")";
        return "<a class=\"figure\" href=\""
                + root
                + page(ratio.left())
                + "\" title=\""
                + Html.escape(ratio.reason())
                + "\">"
                + Html.escape(ratio.text() + verdict)
                + "</a>";
    }

    private String chart(BenchmarkClass benchmark) {
        return Views.chart(results, benchmark, Html.slug(benchmark.id()));
    }
}
