/**
 * Order flow as files: reading CSV, LOBSTER and ITCH 5.0 into commands, finding each command's
 * shard, and writing what commands led to. What commands do is in {@code book}.
 */
@NullMarked
package dev.kanishk.matching.flow;

import org.jspecify.annotations.NullMarked;
