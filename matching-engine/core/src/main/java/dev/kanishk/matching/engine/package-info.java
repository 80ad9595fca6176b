/**
 * The engine around the books: shards and their threads, the rings that commands come by, the
 * journal before results, recovery and snapshots. What a command means is not decided here but in
 * the books.
 */
@NullMarked
package dev.kanishk.matching.engine;

import org.jspecify.annotations.NullMarked;
