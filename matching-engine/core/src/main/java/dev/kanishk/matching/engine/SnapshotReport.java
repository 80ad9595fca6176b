package dev.kanishk.matching.engine;

import dev.kanishk.matching.orderbook.BookHash;

/**
 * A snapshot that was taken.
 *
 * @param shard the shard, from 0
 * @param sequence the command that it is the state after
 * @param commands the commands that were carried out again to get there
 * @param hash of the state
 * @param segmentsDeleted segments of the journal that it made superfluous
 * @param nanos how long it took, beside the shard
 */
public record SnapshotReport(
        int shard, long sequence, long commands, BookHash hash, int segmentsDeleted, long nanos) {}
