package dev.kanishk.site.chart;

import java.util.List;

/**
 * Horizontal bars with error bars, each with its name before and its value behind it.
 *
 * @param title what is shown, for readers who don't see it
 * @param description what to read from it, in a sentence
 * @param groups the bars, group by group
 */
public record BarChart(String title, String description, List<Group> groups) {
    private static final int WIDTH = 640;
    private static final int LABEL_HEIGHT = 15;
    private static final int BAR_HEIGHT = 12;
    private static final int ROW = LABEL_HEIGHT + BAR_HEIGHT + 7;
    private static final int HEADING = 24;
    private static final double PLOT = WIDTH - 8.0;

    /** Copies the groups. */
    public BarChart {
        groups = List.copyOf(groups);
    }

    /**
     * Bars on one scale.
     *
     * @param heading what they share, such as {@code size = 2048}; may be empty
     * @param bars the bars
     */
    public record Group(String heading, List<Bar> bars) {
        /** Copies the bars. */
        public Group {
            bars = List.copyOf(bars);
        }
    }

    /**
     * One bar.
     *
     * @param label its name
     * @param value its length
     * @param error half of the interval around it; 0 for none
     * @param text the value as written
     * @param ours whether it is this suite's, drawn in the strong colour
     */
    public record Bar(String label, double value, double error, String text, boolean ours) {}

    /**
     * Draws it.
     *
     * @param id a prefix for ids, unique in the page
     * @return an {@code svg} element
     */
    public String svg(String id) {
        int height = 0;
        for (Group group : groups) {
            height += (group.heading().isEmpty() ? 4 : HEADING) + group.bars().size() * ROW;
        }
        Svg svg = new Svg(id, title, description, WIDTH, height + 4);
        double y = 0;
        for (Group group : groups) {
            if (!group.heading().isEmpty()) {
                svg.text("chart-heading", 0, y + 16, group.heading());
            }
            y += group.heading().isEmpty() ? 4 : HEADING;
            double most =
                    group.bars().stream()
                            .mapToDouble(bar -> bar.value() + bar.error())
                            .max()
                            .orElse(1);
            double scale = most <= 0 ? 0 : PLOT / most;
            for (Bar bar : group.bars()) {
                draw(svg, bar, y, scale);
                y += ROW;
            }
        }
        return svg.close();
    }

    private static void draw(Svg svg, Bar bar, double y, double scale) {
        svg.text(bar.ours() ? "chart-label chart-ours" : "chart-label", 0, y + 11, bar.label());
        svg.text("chart-value", WIDTH, y + 11, bar.text());
        double top = y + LABEL_HEIGHT;
        svg.rect(bar.ours() ? "bar-ours" : "bar-peer", 0, top, bar.value() * scale, BAR_HEIGHT);
        if (bar.error() > 0) {
            double low = Math.max(0, bar.value() - bar.error()) * scale;
            double high = (bar.value() + bar.error()) * scale;
            double middle = top + BAR_HEIGHT / 2.0;
            svg.line("error-bar", low, middle, high, middle);
            svg.line("error-bar", low, top + 2, low, top + BAR_HEIGHT - 2);
            svg.line("error-bar", high, top + 2, high, top + BAR_HEIGHT - 2);
        }
    }
}
