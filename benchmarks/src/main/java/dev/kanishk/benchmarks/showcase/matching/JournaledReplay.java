package dev.kanishk.benchmarks.showcase.matching;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.engine.JournaledBooks;
import dev.kanishk.matching.flow.BookFile;
import dev.kanishk.matching.flow.CommandSink;
import dev.kanishk.matching.flow.CsvFlow;
import dev.kanishk.matching.flow.Replay;
import dev.kanishk.matching.flow.ResultFiles;
import dev.kanishk.matching.flow.ShardResults;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;

/** A flow through journal and books: from the start, or on from what the journal holds. */
public final class JournaledReplay {
    private JournaledReplay() {}

    /**
     * What a replay came to.
     *
     * @param recovered commands that the journal held before
     * @param commands all commands
     * @param trades trades of this process
     * @param stateHash the hash of the books
     * @param recoverNanos how long the journal took to read and match again
     * @param replayNanos how long the rest took
     */
    record Outcome(
            long recovered,
            long commands,
            long trades,
            long stateHash,
            long recoverNanos,
            long replayNanos) {}

    static Outcome run(Path flow, Path folder, Path journalFolder, LongPredicate goOn)
            throws IOException {
        try (ResultFiles files = new ResultFiles(folder);
                CsvFlow source = new CsvFlow(flow)) {
            ShardResults results = files.shard(0);
            long start = System.nanoTime();
            try (JournaledBooks journaled = open(journalFolder, results)) {
                OrderBooks books = journaled.books();
                books.forEachInstrument(files::addInstrument);
                long recovered = books.lines();
                long recoveredAt = System.nanoTime();
                Replay.skip(source, recovered);
                long replayStart = System.nanoTime();
                Replay.run(source, sink(journaled), results, goOn);
                long end = System.nanoTime();
                writeBook(folder, books);
                return new Outcome(
                        recovered,
                        books.lines(),
                        results.trades(),
                        books.stateHash(),
                        recoveredAt - start,
                        end - replayStart);
            }
        }
    }

    static JournaledBooks open(Path journal, ShardResults results) throws IOException {
        return JournaledBooks.open(
                journal,
                JournalSettings.DEFAULT.withSync(SyncMode.INLINE),
                BookSettings.DEFAULT,
                results);
    }

    private static CommandSink sink(JournaledBooks books) {
        return new CommandSink() {
            @Override
            public void accept(Command command) throws IOException {
                books.accept(command);
            }

            @Override
            public void commit() throws IOException {
                books.commit();
            }
        };
    }

    private static void writeBook(Path folder, OrderBooks books) throws IOException {
        Map<Integer, Instrument> instruments = new HashMap<>();
        books.forEachInstrument(each -> instruments.put(each.id(), each));
        BookFile file = new BookFile(id -> Objects.requireNonNull(instruments.get(id)).symbol());
        books.forEachResting(file::add);
        file.write(folder);
    }

    /**
     * The part that is killed: prints the number of released commands after each batch.
     *
     * @param arguments the flow, the output folder, the journal's folder
     * @throws IOException if a file fails
     */
    public static void main(String[] arguments) throws IOException {
        Outcome outcome =
                run(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        Path.of(arguments[2]),
                        released -> {
                            System.out.println(released);
                            return true;
                        });
        System.out.println(outcome.commands());
    }
}
