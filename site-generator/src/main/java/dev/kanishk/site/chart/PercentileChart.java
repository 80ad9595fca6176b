package dev.kanishk.site.chart;

import java.util.List;
import java.util.Locale;

/**
 * Values by percentile on an axis of 1 ÷ (1 − p), as HdrHistogram's own plots have it, so that each
 * further nine takes as much room as the one before.
 *
 * @param title what is shown, for readers who don't see it
 * @param description what to read from it, in a sentence
 * @param unit the unit of the values
 * @param points the curve, in rising order of percentile
 */
public record PercentileChart(String title, String description, String unit, List<Point> points) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 260;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 24;
    private static final int BOTTOM = 28;
    private static final double[] RANKS = {0, 90, 99, 99.9, 99.99, 99.999, 99.9999};

    /** Copies the points. */
    public PercentileChart {
        points = List.copyOf(points);
    }

    /**
     * A point.
     *
     * @param percentile from 0 to 100
     * @param value the value
     */
    public record Point(double percentile, double value) {}

    /**
     * Draws it.
     *
     * @param id a prefix for ids, unique in the page
     * @return an {@code svg} element
     */
    public String svg(String id) {
        double nines = 1;
        double most = 1;
        double least = Double.MAX_VALUE;
        for (Point point : points) {
            if (point.percentile() < 100) {
                nines = Math.max(nines, nines(point.percentile()));
            }
            most = Math.max(most, point.value());
            least = Math.min(least, Math.max(1, point.value()));
        }
        int top = (int) Math.ceil(Math.log10(most));
        int bottom = Math.min(top - 1, (int) Math.floor(Math.log10(least)));
        Svg svg = new Svg(id, title, description, WIDTH, HEIGHT);
        svg.text("chart-axis", 0, 12, unit);
        for (int power = bottom; power <= top; power++) {
            double y = y(Math.pow(10, power), bottom, top);
            svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
            svg.text("chart-tick", LEFT - 6, y + 4, tick(power));
        }
        for (double rank : RANKS) {
            if (nines(rank) <= nines + 0.01) {
                double x = x(nines(rank), nines);
                svg.line("grid", x, TOP, x, HEIGHT - BOTTOM);
                svg.text(
                        rank == 0 ? "chart-rank-first" : "chart-rank",
                        x,
                        HEIGHT - 8,
                        plain(rank) + " %");
            }
        }
        StringBuilder data = new StringBuilder();
        for (Point point : points) {
            double x = x(point.percentile() < 100 ? nines(point.percentile()) : nines, nines);
            double y = y(Math.max(1, point.value()), bottom, top);
            data.append(
                    String.format(Locale.ROOT, "%s%.1f %.1f", data.isEmpty() ? "M" : "L", x, y));
        }
        svg.path("curve", data.toString());
        return svg.close();
    }

    private static double nines(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static double x(double nines, double most) {
        return LEFT + (WIDTH - LEFT - RIGHT) * nines / most;
    }

    private static double y(double value, int bottom, int top) {
        double share = (Math.log10(value) - bottom) / (top - bottom);
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
    }

    private static String tick(int power) {
        String[] thousands = {"", "k", "M", "G", "T"};
        int group = Math.clamp(Math.floorDiv(power, 3), 0, thousands.length - 1);
        return plain(Math.pow(10, power - group * 3.0)) + thousands[group];
    }

    private static String plain(double number) {
        String text = Double.toString(number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
