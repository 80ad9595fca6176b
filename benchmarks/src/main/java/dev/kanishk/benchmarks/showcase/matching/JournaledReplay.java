package dev.kanishk.benchmarks.showcase.matching;

import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.flow.CsvFlow;
import dev.kanishk.matching.flow.Replay;
import dev.kanishk.matching.flow.ResultFiles;
import dev.kanishk.matching.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
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
        try (ResultFiles results = new ResultFiles(folder);
                CsvFlow source = new CsvFlow(flow)) {
            OrderBooks books = new OrderBooks(results, OrderBooks.ORDERS_MAX_DEFAULT);
            long start = System.nanoTime();
            try (Journal journal =
                    Journal.open(journalFolder, Journal.SEGMENT_BYTES_DEFAULT, books::apply)) {
                long recovered = books.commands();
                long recoveredAt = System.nanoTime();
                Replay.skip(source, recovered);
                long replayStart = System.nanoTime();
                Replay.run(source, books, results, journal, goOn);
                long end = System.nanoTime();
                ResultFiles.writeBook(folder, books);
                return new Outcome(
                        recovered,
                        books.commands(),
                        results.trades(),
                        books.stateHash(),
                        recoveredAt - start,
                        end - replayStart);
            }
        }
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
