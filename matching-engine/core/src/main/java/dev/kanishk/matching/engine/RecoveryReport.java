package dev.kanishk.matching.engine;

import dev.kanishk.matching.orderbook.BookHash;
import java.util.List;

/**
 * What a shard was recovered from when the engine was started.
 *
 * @param shard the shard, from 0
 * @param snapshotSequence the command that the snapshot used was taken after; 0 for none
 * @param damagedSnapshots what is wrong with newer snapshots, which were passed over
 * @param commands the commands after it that were carried out again
 * @param lastSequence the last command that the journal holds
 * @param tornBytes what a crash left at the journal's end of commands that were never told, and
 *     that was cut
 * @param hash of all that the books hold; those of an engine's shards can be added
 * @param nanos how long it took
 */
public record RecoveryReport(
        int shard,
        long snapshotSequence,
        List<String> damagedSnapshots,
        long commands,
        long lastSequence,
        long tornBytes,
        BookHash hash,
        long nanos) {
    /** Keeps a copy of the list. */
    public RecoveryReport {
        damagedSnapshots = List.copyOf(damagedSnapshots);
    }
}
