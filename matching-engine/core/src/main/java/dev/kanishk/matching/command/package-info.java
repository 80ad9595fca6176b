/** What may be asked of the books, as data. What it means is in {@code orderbook}. */
@NullMarked
package dev.kanishk.matching.command;

import org.jspecify.annotations.NullMarked;
