package dev.kanishk.matching.server;

import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.engine.JournaledBooks;
import dev.kanishk.matching.engine.RecoveredBooks;
import dev.kanishk.matching.flow.BookView;
import dev.kanishk.matching.flow.CommandSink;
import dev.kanishk.matching.flow.CommandSource;
import dev.kanishk.matching.flow.CsvFlow;
import dev.kanishk.matching.flow.DepthView;
import dev.kanishk.matching.flow.FeedCounts;
import dev.kanishk.matching.flow.ItchFlow;
import dev.kanishk.matching.flow.LobsterComparison;
import dev.kanishk.matching.flow.LobsterFlow;
import dev.kanishk.matching.flow.LobsterOracle;
import dev.kanishk.matching.flow.Replay;
import dev.kanishk.matching.flow.ResultFiles;
import dev.kanishk.matching.flow.ShardResults;
import dev.kanishk.matching.instrument.Symbols;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a flow, with or without a journal. */
@Command(name = "replay", description = "Replays order flow and writes what it led to.")
final class ReplayCommand implements Callable<Integer> {
    /** The formats of order flow. */
    enum Format {
        /** The suite's own. */
        CSV,
        /** LOBSTER message files. */
        LOBSTER,
        /** NASDAQ ITCH 5.0. */
        ITCH
    }

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FLOW", description = "The file to replay.")
    private Path flow = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where trades.csv, rejects.csv and book.csv go.")
    private Path out = Path.of("");

    @Option(
            names = "--format",
            description = "csv, lobster (a message file), or itch (NASDAQ ITCH 5.0).")
    private Format format = Format.CSV;

    @Option(
            names = "--orderbook",
            paramLabel = "FILE",
            description = "LOBSTER's order book file: held against the books after every event.")
    private @Nullable Path orderBook;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Journal every command here before its result is released.")
    private @Nullable Path journal;

    @Option(
            names = "--snapshot-every",
            paramLabel = "COMMANDS",
            description = "Take a snapshot so often, and delete the journal before the last two.")
    private long snapshotEvery;

    @Option(
            names = "--resume",
            description = "Recover the journal first, then go on after the last command in it.")
    private boolean resume;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private volatile boolean interrupted;

    @Override
    public Integer call() throws IOException {
        check();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(done), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            replay();
        } finally {
            done.countDown();
        }
        if (!interrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return interrupted ? 1 : 0;
    }

    private void stop(CountDownLatch done) {
        interrupted = true;
        try {
            done.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() throws IOException {
        if (!Files.isRegularFile(flow)) {
            throw wrong(flow + " is not a file: name the flow to replay.");
        }
        if (resume && journal == null) {
            throw wrong("--resume needs --journal DIR: the journal to go on from.");
        }
        if (resume && format != Format.CSV) {
            throw wrong("--resume goes on with csv flows only.");
        }
        if (snapshotEvery < 0 || (snapshotEvery > 0 && journal == null)) {
            throw wrong("--snapshot-every needs a count above 0, and --journal DIR.");
        }
        if (orderBook != null && format != Format.LOBSTER) {
            throw wrong(
                    "--orderbook needs --format lobster: it is the other file of LOBSTER's pair.");
        }
        if (orderBook != null && !Files.isRegularFile(orderBook)) {
            throw wrong(orderBook + " is not a file: name LOBSTER's order book file.");
        }
        if (journal != null && !resume) {
            long held = RecoveredBooks.read(journal, BookSettings.DEFAULT).lines();
            if (held > 0) {
                throw wrong(
                        journal
                                + " holds a journal of "
                                + held
                                + " commands: add --resume to go on from it, or name an empty"
                                + " folder.");
            }
        }
    }

    private RuntimeException wrong(String message) {
        return spec == null
                ? new IllegalStateException(message)
                : new ParameterException(spec.commandLine(), message);
    }

    private void replay() throws IOException {
        Progress progress = new Progress();
        long start = System.nanoTime();
        try (ResultFiles files = new ResultFiles(out)) {
            ShardResults results = files.shard(0);
            try (JournaledBooks books = openBooks(results)) {
                OrderBooks state = books.books();
                state.forEachInstrument(files::addInstrument);
                long recovered = state.lines();
                Sink sink = new Sink(books, snapshotEvery);
                try (CommandSource source = open(sink)) {
                    if (resume) {
                        Replay.skip(source, recovered);
                    }
                    Replay.run(
                            source,
                            sink,
                            results,
                            line -> {
                                progress.show(state.lines());
                                return !interrupted;
                            });
                    double seconds = (System.nanoTime() - start) / 1e9;
                    progress.clear();
                    BookOutput.write(out, List.of(state));
                    report(results, state, source, recovered, seconds);
                }
            }
        }
    }

    private JournaledBooks openBooks(ShardResults results) throws IOException {
        return journal == null
                ? JournaledBooks.inMemory(BookSettings.DEFAULT, results)
                : JournaledBooks.open(
                        journal,
                        JournalSettings.DEFAULT.withSync(SyncMode.INLINE),
                        BookSettings.DEFAULT,
                        results);
    }

    private CommandSource open(Sink sink) throws IOException {
        return switch (format) {
            case CSV -> new CsvFlow(flow);
            case ITCH -> new ItchFlow(flow, sink);
            case LOBSTER -> {
                String name = String.valueOf(flow.getFileName());
                int end = name.indexOf('_');
                String symbol = end > 0 && end <= Symbols.BYTES_MAX ? name.substring(0, end) : "X";
                LobsterFlow messages = new LobsterFlow(flow, symbol, sink);
                yield orderBook == null ? messages : new LobsterOracle(messages, orderBook, sink);
            }
        };
    }

    private void report(
            ShardResults results,
            OrderBooks books,
            CommandSource source,
            long recovered,
            double seconds) {
        Output output =
                new Output()
                        .add("commands", books.lines())
                        .add("trades", results.trades())
                        .add("rejects", results.rejects())
                        .add("commandsPerSecond", Math.round(books.lines() / seconds))
                        .add("stateHash", Output.hash(books.stateHash()));
        if (resume) {
            output.add("recovered", recovered);
        }
        switch (source) {
            case LobsterFlow lobster -> add(output, lobster.counts());
            case ItchFlow itch -> add(output, itch.counts());
            case LobsterOracle oracle -> add(output, oracle.result());
            default -> {}
        }
        if (interrupted) {
            output.add("interrupted", "yes");
        }
        output.print(Progress.out(spec), json);
    }

    private static void add(Output output, FeedCounts counts) {
        output.add("unknownOrderEvents", counts.unknownOrders())
                .add("executionsOutOfPriority", counts.outOfPriority())
                .add("hiddenExecutions", counts.hiddenExecutions())
                .add("crosses", counts.crosses())
                .add("ignoredEvents", counts.ignored());
    }

    private static void add(Output output, LobsterComparison found) {
        output.add("eventsCompared", found.events())
                .add("levelsEqual", found.equal())
                .add("levelsDifferent", found.different())
                .add("levelsUndetermined", found.undetermined())
                .add("levelsOfShownOrders", found.ofShownOrders())
                .add("rowsMissing", found.rowsMissing());
        if (found.firstDifference() != null) {
            output.add("firstDifference", found.firstDifference());
        }
    }

    /** What a replay writes to, and what feeds that follow the books look at. */
    private static final class Sink implements CommandSink, BookView, DepthView {
        private final JournaledBooks books;
        private final long snapshotEvery;
        private long snapshotAt;

        Sink(JournaledBooks books, long snapshotEvery) {
            this.books = books;
            this.snapshotEvery = snapshotEvery;
            this.snapshotAt = books.books().lines() + snapshotEvery;
        }

        @Override
        public void accept(dev.kanishk.matching.command.Command command) throws IOException {
            books.accept(command);
        }

        @Override
        public void commit() throws IOException {
            if (snapshotEvery > 0 && books.books().lines() >= snapshotAt) {
                snapshotAt += snapshotEvery;
                books.snapshot();
            } else {
                books.commit();
            }
        }

        @Override
        public long openQuantity(long orderId) {
            return books.books().openQuantity(orderId);
        }

        @Override
        public long frontOrder(int instrument, Side side) {
            return books.books().frontOrder(instrument, side);
        }

        @Override
        public long depthAt(int instrument, Side side, long price) {
            return books.books().depthAt(instrument, side, price);
        }
    }
}
