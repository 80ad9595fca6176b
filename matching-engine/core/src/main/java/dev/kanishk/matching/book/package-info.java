/** Order books: commands in, trades and rejects out. Nothing here reads a clock or a file. */
@NullMarked
package dev.kanishk.matching.book;

import org.jspecify.annotations.NullMarked;
