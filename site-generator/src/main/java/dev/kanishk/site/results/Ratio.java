package dev.kanishk.site.results;

import org.jspecify.annotations.Nullable;

/**
 * One figure divided by another.
 *
 * <p>The interval is Fieller's: all ratios ρ for which {@code left − ρ·right} lies within the two
 * figures' errors taken together, {@code (left − ρ·right)² ≤ eₗ² + ρ²·eᵣ²}. Each error is the half
 * width that its own run states (99.9 % for JMH), so each keeps its own Student quantile and the
 * result is on the careful side of the exact one. JMH counts iterations of one fork as independent;
 * so does this.
 *
 * @param left the numerator
 * @param right the denominator
 * @param value left ÷ right; null where they are not comparable or the denominator is zero
 * @param low the lower end of the interval; null where there is none that is finite
 * @param high the upper end of the interval; null where there is none that is finite
 * @param verdict what may be said
 * @param reason the verdict in words, for a reader
 */
public record Ratio(
        Figure left,
        Figure right,
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        Verdict verdict,
        String reason) {

    /** What a ratio allows to be said. */
    public enum Verdict {
        /** The interval does not hold 1: the two differ. */
        CLEAR,
        /** The interval holds 1, or is unbounded: nothing is said about which is more. */
        INCONCLUSIVE,
        /** At least one figure has no error: the ratio stands without an interval. */
        NO_INTERVAL,
        /** Machine, JVM, flags, mode, parameters or unit differ: there is no ratio. */
        NOT_COMPARABLE;

        /** {@return the verdict in small letters, such as {@code not comparable}} */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * {@return the ratio as people read it, such as {@code 2.31× (2.20–2.43)}; the reason where
     * there is none}
     */
    public String text() {
        return Numbers.ratio(this);
    }
}
