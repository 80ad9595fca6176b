/**
 * Order books: commands in, results out, by the rules of the reference page.
 *
 * <p>Nothing here reads a clock or a file, makes a thread or a random number: the same commands
 * give the same books and results everywhere.
 */
@NullMarked
package dev.kanishk.matching.orderbook;

import org.jspecify.annotations.NullMarked;
