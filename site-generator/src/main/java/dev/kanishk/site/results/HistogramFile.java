package dev.kanishk.site.results;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/** Reads HdrHistogram's logs. */
final class HistogramFile {
    private static final int POINTS_MAX = 400;

    private HistogramFile() {}

    /** Reads a log and adds its intervals up. */
    static Distribution read(String id, String label, String unit, ResultSet set, Path file)
            throws FileNotFoundException {
        Histogram sum = null;
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof Histogram histogram) {
                    if (sum == null) {
                        sum = new Histogram(histogram.getNumberOfSignificantValueDigits());
                        sum.setAutoResize(true);
                    }
                    sum.add(histogram);
                }
            }
        } catch (FileNotFoundException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DamagedResultException(file, "not an HdrHistogram log", e);
        }
        if (sum == null || sum.getTotalCount() == 0) {
            throw new DamagedResultException(file, "", "holds no histogram with values");
        }
        return new Distribution(
                id,
                label,
                unit,
                sum.getTotalCount(),
                sum.getMinValue(),
                sum.getMean(),
                sum.getMaxValue(),
                points(sum),
                set,
                file);
    }

    private static List<Distribution.Point> points(Histogram histogram) {
        List<Distribution.Point> points = new ArrayList<>();
        for (HistogramIterationValue value : histogram.percentiles(5)) {
            points.add(
                    new Distribution.Point(
                            value.getPercentileLevelIteratedTo(), value.getValueIteratedTo()));
            if (points.size() == POINTS_MAX) {
                break;
            }
        }
        return points;
    }
}
