/**
 * Public market data: increments of the shown orders and of the price levels, snapshots to join in
 * the middle, and the books that a consumer keeps of them. Nothing here knows of accounts, hidden
 * quantity or waiting stops.
 */
@NullMarked
package dev.kanishk.matching.feed;

import org.jspecify.annotations.NullMarked;
