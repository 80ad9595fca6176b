package dev.kanishk.matching.engine;

import dev.kanishk.matching.journal.RecordJournal;
import dev.kanishk.matching.orderbook.BookHash;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The books of an engine as its snapshots and journals give them, read without changing any file.
 *
 * @param shards the books of each shard
 * @param reports what each shard was recovered from
 */
public record RecoveredBooks(List<OrderBooks> shards, List<RecoveryReport> reports) {
    private static final int EVENT_BYTES = 1 << 20;

    /** Keeps copies of the lists. */
    public RecoveredBooks {
        shards = List.copyOf(shards);
        reports = List.copyOf(reports);
    }

    /**
     * Reads the journals of all shards. What a crash left of a last batch is passed over.
     *
     * @param root the folder of the engine; one that holds nothing yet gives no shards
     * @param settings of the books
     * @return the books
     * @throws IOException if a journal is damaged or lost, written to by an engine, or cannot be
     *     read
     */
    public static RecoveredBooks read(Path root, BookSettings settings) throws IOException {
        List<OrderBooks> shards = new ArrayList<>();
        List<RecoveryReport> reports = new ArrayList<>();
        List<Path> folders = EngineFolder.shardFolders(root);
        int number = 0;
        for (Path folder : folders) {
            RecoveredShard shard =
                    new RecoveredShard(
                            number, EVENT_BYTES, listener -> new RuleBooks(settings, listener));
            reports.add(shard.read(folder));
            shards.add(((RuleBooks) shard.books()).books());
            number++;
        }
        if (reports.stream().anyMatch(report -> report.lastSequence() > 0)) {
            for (Path folder : folders) {
                if (!RecordJournal.exists(folder)) {
                    throw EngineFolder.lostShard(folder);
                }
            }
        }
        return new RecoveredBooks(shards, reports);
    }

    /**
     * Returns the folders of the journals of an engine's shards.
     *
     * @param root the folder of the engine
     * @return the folders, in the order of the shards; none if it holds no journal yet. A folder
     *     that does not exist is lost, unless the engine was never started to the end
     * @throws IOException if its description is damaged or cannot be read
     */
    public static List<Path> shardFolders(Path root) throws IOException {
        return EngineFolder.shardFolders(root);
    }

    /**
     * Returns the hash of all shards together: that of one shard with all instruments.
     *
     * @return the hash
     */
    public BookHash hash() {
        return shards.stream().map(OrderBooks::hash).reduce(new BookHash(0, 0, 0), BookHash::plus);
    }

    /**
     * Returns the lines of order flow that the books have seen.
     *
     * @return a count
     */
    public long lines() {
        return shards.stream().mapToLong(OrderBooks::lines).sum();
    }
}
