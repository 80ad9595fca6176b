package dev.kanishk.site.results;

import java.nio.file.Path;
import java.util.List;

/**
 * A recorded histogram.
 *
 * @param id {@code system.name}
 * @param label what was recorded, in words
 * @param unit the unit of the values
 * @param count how many values were recorded
 * @param minimum the smallest value
 * @param mean the mean
 * @param maximum the largest value
 * @param points the curve, in rising order of percentile; at most a few hundred points
 * @param set the result set that it comes from
 * @param file the HdrHistogram log
 */
public record Distribution(
        String id,
        String label,
        String unit,
        long count,
        double minimum,
        double mean,
        double maximum,
        List<Point> points,
        ResultSet set,
        Path file) {

    /** Copies the points. */
    public Distribution {
        points = List.copyOf(points);
    }

    /**
     * A point of the curve.
     *
     * @param percentile from 0 to 100
     * @param value the value that this share of the recorded ones does not exceed
     */
    public record Point(double percentile, double value) {}

    /**
     * Returns the value at a percentile: that of the first point that reaches it.
     *
     * @param percentile from 0 to 100
     * @return the value, in the unit of the distribution
     */
    public double valueAt(double percentile) {
        for (Point point : points) {
            if (point.percentile() >= percentile) {
                return point.value();
            }
        }
        return maximum;
    }
}
