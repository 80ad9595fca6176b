package dev.kanishk.matching.flow;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link LobsterOracle} found.
 *
 * @param events events after which books were compared
 * @param equal price levels that the files determine and the books have, price and size
 * @param different price levels that the files determine and the books have otherwise
 * @param undetermined price levels that came into sight, of which the files don't tell what they
 *     held before
 * @param ofShownOrders those of the equal and different ones that hold no order older than the file
 * @param rowsMissing events for which the order book file had no row, or none that can be read
 * @param firstDifference where books first differed, or null
 */
public record LobsterComparison(
        long events,
        long equal,
        long different,
        long undetermined,
        long ofShownOrders,
        long rowsMissing,
        @Nullable String firstDifference) {}
