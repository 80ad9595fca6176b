package dev.kanishk.site.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void errorDecidesTheDigits() {
        assertThat(text(12_345.678, 12.3, "jobs/s")).isEqualTo("12\u202f346 ± 12 jobs/s");
        assertThat(text(1.23456, 0.0123, "ms")).isEqualTo("1.235 ± 0.012 ms");
        assertThat(text(8.0, 350.0, "x")).isEqualTo("8 ± 350 x");
    }

    @Test
    void withoutErrorThreeDigitsAndWholeNumbersWhole() {
        assertThat(text(44.9741, null, "%")).isEqualTo("45.0 %");
        assertThat(text(0.0012345, null, "s")).isEqualTo("0.00123 s");
        assertThat(text(2_051, null, "tokens")).isEqualTo("2051 tokens");
        assertThat(text(0, null, "")).isEqualTo("0 ");
        assertThat(text(-1_234_567, null, "")).isEqualTo("−1\u202f234\u202f567 ");
    }

    @Test
    void unitSuitsTheSize() {
        assertThat(text(25_000, 1_000.0, "ns/op")).isEqualTo("25.0 ± 1.0 µs/op");
        assertThat(text(25_000_000, null, "ns")).isEqualTo("25 ms");
        assertThat(text(438.2, 11.0, "us/op")).isEqualTo("438 ± 11 µs/op");
    }

    private static String text(double value, @Nullable Double error, String unit) {
        Formatted formatted = Numbers.format(value, error, unit);
        String shown = formatted.error() == null ? "" : " ± " + formatted.error();
        return formatted.value() + shown + " " + formatted.unit();
    }
}
