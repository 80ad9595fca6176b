package dev.kanishk.site.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.site.chart.BarChart.Bar;
import dev.kanishk.site.chart.BarChart.Group;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class BarChartTest {
    private static final Element CHART =
            draw(
                    new Bar("ours <1>", 50, 10, "50 ± 10 ns", true),
                    new Bar("peer", 190, 10, "190 ± 10 ns", false));

    private static Element draw(Bar... bars) {
        BarChart chart =
                new BarChart(
                        "Push", "Shorter is better.", List.of(new Group("size", List.of(bars))));
        return Jsoup.parseBodyFragment(chart.svg("c1")).expectFirst("svg");
    }

    @Test
    void saysWhatItShowsToWhoeverDoesNotSeeIt() {
        assertThat(CHART.attr("role")).isEqualTo("img");
        assertThat(CHART.attr("aria-labelledby")).isEqualTo("c1-t c1-d");
        assertThat(CHART.select("title").text()).isEqualTo("Push");
        assertThat(CHART.select("desc").text()).isEqualTo("Shorter is better.");
    }

    @Test
    void canBeReadWithoutColour() {
        assertThat(CHART.select("text").eachText())
                .containsExactly("size", "ours <1>", "50 ± 10 ns", "peer", "190 ± 10 ns");
    }

    @Test
    void barsAndErrorsAreOnOneScale() {
        double ours = Double.parseDouble(CHART.select("rect").get(0).attr("width"));
        double peer = Double.parseDouble(CHART.select("rect").get(1).attr("width"));
        assertThat(peer / ours).isBetween(3.79, 3.81);
        Element range = CHART.expectFirst("line.error-bar");
        double low = Double.parseDouble(range.attr("x1"));
        double high = Double.parseDouble(range.attr("x2"));
        assertThat((low + high) / 2).isBetween(ours - 0.1, ours + 0.1);
        assertThat((high - low) / ours).isBetween(0.39, 0.41);
        assertThat(CHART.select("line.error-bar")).hasSize(6);
    }

    @Test
    void nothingToDrawIsDrawnAsNothing() {
        assertThat(draw(new Bar("none", 0, 0, "0", true)).select("rect").attr("width"))
                .isEqualTo("0.0");
        assertThat(draw().select("rect")).isEmpty();
    }
}
