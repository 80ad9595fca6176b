package dev.kanishk.site.view;

import dev.kanishk.site.chart.BarChart;
import dev.kanishk.site.chart.PercentileChart;
import dev.kanishk.site.html.Html;
import dev.kanishk.site.results.BenchmarkClass;
import dev.kanishk.site.results.BenchmarkResult;
import dev.kanishk.site.results.Better;
import dev.kanishk.site.results.Distribution;
import dev.kanishk.site.results.Figure;
import dev.kanishk.site.results.Numbers;
import dev.kanishk.site.results.Ratio;
import dev.kanishk.site.results.Results;
import dev.kanishk.site.results.Showcase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prepares results for templates. */
public final class Views {
    private static final double[] RANKS = {50, 90, 99, 99.9, 99.99, 100};
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Views() {}

    /**
     * Renders a benchmark class as chart and table.
     *
     * @param results where ratios come from
     * @param benchmark the class
     * @param id an anchor, unique in the page
     * @return HTML
     */
    public static String chart(Results results, BenchmarkClass benchmark, String id) {
        return Templates.render("chart.jte", Map.of("chart", view(results, benchmark, id)));
    }

    /**
     * Renders a distribution as curve and table.
     *
     * @param distribution the distribution
     * @return HTML
     */
    public static String percentiles(Distribution distribution) {
        String id = Html.slug(distribution.id());
        String svg =
                new PercentileChart(
                                distribution.label(),
                                "Values by percentile, both axes logarithmic; the table has them.",
                                distribution.unit(),
                                distribution.points().stream()
                                        .map(each ->
                                                new PercentileChart.Point(
                                                        each.percentile(), each.value()))
                                        .toList())
                        .svg(id);
        List<Link> rows = new ArrayList<>();
        for (double rank : RANKS) {
            String name = rank == 100 ? "largest" : Numbers.plain(rank) + " %";
            rows.add(new Link("", name, Numbers.plain(distribution.valueAt(rank))));
        }
        return Templates.render(
                "percentiles.jte",
                Map.of(
                        "svg", svg,
                        "label", distribution.label(),
                        "unit", distribution.unit(),
                        "count", Numbers.plain((double) distribution.count()),
                        "rows", rows));
    }

    /**
     * Renders all figures of a showcase as a table.
     *
     * @param showcase the showcase
     * @return HTML
     */
    public static String metrics(Showcase showcase) {
        List<Link> rows =
                showcase.metrics().stream()
                        .map(each -> new Link("", each.label(), each.formatted().text()))
                        .toList();
        return Templates.render("metrics.jte", Map.of("rows", rows));
    }

    /**
     * Renders the promises that a showcase tested.
     *
     * @param showcase the showcase
     * @return HTML
     */
    public static String checks(Showcase showcase) {
        return Templates.render("checks.jte", Map.of("checks", showcase.checks()));
    }

    private static ChartView view(Results results, BenchmarkClass benchmark, String id) {
        Map<String, List<BenchmarkResult>> groups =
                benchmark.results().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Views::heading, LinkedHashMap::new, Collectors.toList()));
        List<BarChart.Group> bars = new ArrayList<>();
        List<ChartView.Row> rows = new ArrayList<>();
        boolean compared = benchmark.suite().startsWith("peers-");
        groups.forEach((heading, runs) -> {
            bars.add(new BarChart.Group(heading, runs.stream().map(Views::bar).toList()));
            runs.forEach(run -> rows.add(row(results, run, runs, heading)));
        });
        String title = benchmark.name() + ", " + benchmark.suite();
        String reading =
                benchmark.results().getFirst().figure().better() == Better.HIGHER
                        ? "Longer is better."
                        : "Shorter is better.";
        String svg = new BarChart(title, reading + " The table has the numbers.", bars).svg(id);
        return new ChartView(
                id, benchmark.name(), svg, rows, compared, settings(benchmark) + " " + reading);
    }

    private static String settings(BenchmarkClass benchmark) {
        BenchmarkResult run = benchmark.results().getFirst();
        return run.forks()
                + (run.forks() == 1 ? " fork, " : " forks, ")
                + run.warmup()
                + " warm-up and "
                + run.measurement()
                + " measured in each, "
                + run.threads()
                + (run.threads() == 1 ? " thread." : " threads.");
    }

    private static String heading(BenchmarkResult run) {
        return run.parameters().entrySet().stream()
                .map(parameter -> parameter.getKey() + " = " + parameter.getValue())
                .collect(Collectors.joining(", "));
    }

    private static BarChart.Bar bar(BenchmarkResult run) {
        Figure figure = run.figure();
        Double error = figure.error();
        return new BarChart.Bar(
                run.method(),
                figure.value(),
                error == null ? 0 : error,
                figure.formatted().text(),
                run.ours());
    }

    private static ChartView.Row row(
            Results results, BenchmarkResult run, List<BenchmarkResult> group, String heading) {
        Figure allocated = run.secondary().get(ALLOCATION);
        String ratio = "";
        String verdict = "";
        BenchmarkResult ours = group.stream().filter(BenchmarkResult::ours).findFirst().orElse(run);
        if (!run.ours() && ours.ours()) {
            boolean higher = run.figure().better() == Better.HIGHER;
            Figure numerator = higher ? ours.figure() : run.figure();
            Figure denominator = higher ? run.figure() : ours.figure();
            Ratio compared = results.ratio(numerator.id(), denominator.id());
            ratio = compared.text();
            verdict = compared.verdict() == Ratio.Verdict.CLEAR ? "" : compared.verdict().label();
        }
        return new ChartView.Row(
                run.method(),
                heading,
                run.figure().formatted().text(),
                allocated == null ? "" : allocated.formatted().value() + " B",
                ratio,
                verdict,
                run.ours());
    }
}
