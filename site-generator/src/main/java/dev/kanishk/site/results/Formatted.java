package dev.kanishk.site.results;

import org.jspecify.annotations.Nullable;

/**
 * A number written for people.
 *
 * @param value the digits, grouped by a narrow no-break space
 * @param error the digits of the error, to the same place as those of the value; null without one
 * @param unit the unit; may be empty
 */
public record Formatted(String value, @Nullable String error, String unit) {
    /** {@return value, error and unit in one line, such as {@code 12.3 ± 0.4 ns/op}} */
    public String text() {
        String number = error == null ? value : value + " ± " + error;
        return unit.isEmpty() ? number : number + "\u00a0" + unit;
    }

    @Override
    public String toString() {
        return text();
    }
}
