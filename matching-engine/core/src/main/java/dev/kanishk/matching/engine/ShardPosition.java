package dev.kanishk.matching.engine;

import dev.kanishk.matching.orderbook.BookHash;

/**
 * A state of a shard, in few numbers: the same commands give the same ones everywhere.
 *
 * @param shard the shard, from 0
 * @param sequence the last command carried out
 * @param hash of all that the books hold; those of an engine's shards can be added
 */
public record ShardPosition(int shard, long sequence, BookHash hash) {}
