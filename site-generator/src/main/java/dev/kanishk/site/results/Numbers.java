package dev.kanishk.site.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes numbers for people: as many digits as the error supports, units that suit the size. */
public final class Numbers {
    private static final int DIGITS = 3;
    private static final char GROUP = '\u202f';
    private static final Map<String, String> LARGER_UNIT =
            Map.of(
                    "ns/op", "µs/op", "us/op", "ms/op", "µs/op", "ms/op", "ms/op", "s/op", "ns",
                    "µs", "µs", "ms", "us", "ms", "ms", "s");

    private Numbers() {}

    static Formatted format(double value, @Nullable Double error, String unit) {
        double scaled = value;
        Double scaledError = error;
        String scaledUnit = unit.equals("us/op") ? "µs/op" : unit.equals("us") ? "µs" : unit;
        for (String larger = LARGER_UNIT.get(scaledUnit);
                larger != null && Math.abs(scaled) >= 10_000;
                larger = LARGER_UNIT.get(scaledUnit)) {
            scaled /= 1000;
            scaledError = scaledError == null ? null : (Double) (scaledError / 1000);
            scaledUnit = larger;
        }
        int places = places(scaled, scaledError);
        String writtenError = null;
        if (scaledError != null && scaledError > 0) {
            writtenError = grouped(scaledError, places);
        }
        return new Formatted(grouped(scaled, places), writtenError, scaledUnit);
    }

    /**
     * Writes a number with three significant digits, whole numbers whole.
     *
     * @param value a finite number
     * @return the digits, grouped
     */
    public static String plain(double value) {
        return grouped(value, places(value, null));
    }

    static String ratio(Ratio ratio) {
        if (ratio.value() == null) {
            return ratio.reason();
        }
        String value = plain(ratio.value()) + "×";
        if (ratio.low() == null || ratio.high() == null) {
            return value;
        }
        return value + " (" + plain(ratio.low()) + "–" + plain(ratio.high()) + ")";
    }

    /** Two digits of the error decide the places; without one, three digits of the value. */
    private static int places(double value, @Nullable Double error) {
        if (error != null && error > 0) {
            int digits = 1 - (int) Math.floor(Math.log10(error));
            return Math.clamp(digits, 0, 6);
        }
        if (value == Math.rint(value) || value == 0) {
            return 0;
        }
        int digits = DIGITS - 1 - (int) Math.floor(Math.log10(Math.abs(value)));
        return Math.clamp(digits, 0, 6);
    }

    private static String grouped(double value, int places) {
        BigDecimal rounded = new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN);
        if (places == 0 && rounded.precision() > 15) {
            rounded = rounded.round(new MathContext(15));
        }
        String digits = rounded.toPlainString();
        int point = digits.indexOf('.');
        int end = point < 0 ? digits.length() : point;
        int start = digits.startsWith("-") ? 1 : 0;
        StringBuilder text = new StringBuilder(digits);
        if (end - start > 4) {
            for (int at = end - 3; at > start; at -= 3) {
                text.insert(at, GROUP);
            }
        }
        return start == 1 ? "−" + text.substring(1) : text.toString();
    }
}
