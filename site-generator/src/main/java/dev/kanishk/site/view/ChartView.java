package dev.kanishk.site.view;

import java.util.List;

/**
 * The runs of one benchmark class.
 *
 * @param id an anchor
 * @param name the class's name
 * @param svg the chart
 * @param rows the numbers in it
 * @param compared whether peers are among them
 * @param settings how they were measured
 */
public record ChartView(
        String id, String name, String svg, List<Row> rows, boolean compared, String settings) {
    /** Copies the rows. */
    public ChartView {
        rows = List.copyOf(rows);
    }

    /**
     * One run.
     *
     * @param method what was measured
     * @param parameters with which parameters
     * @param value the score with its error
     * @param allocated bytes allocated per operation; empty where not measured
     * @param ratio how ours compares with it; empty for ours
     * @param verdict what may be said of that; empty if it is clear
     * @param ours whether it is ours
     */
    public record Row(
            String method,
            String parameters,
            String value,
            String allocated,
            String ratio,
            String verdict,
            boolean ours) {}
}
