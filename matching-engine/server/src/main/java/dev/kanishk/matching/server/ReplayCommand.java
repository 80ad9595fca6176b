package dev.kanishk.matching.server;

import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.flow.CommandSource;
import dev.kanishk.matching.flow.CsvFlow;
import dev.kanishk.matching.flow.LobsterFlow;
import dev.kanishk.matching.flow.Replay;
import dev.kanishk.matching.flow.ResultFiles;
import dev.kanishk.matching.journal.Journal;
import dev.kanishk.matching.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            description = "csv, lobster (a message file), or itch (not in this version).")
    private Format format = Format.CSV;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Journal every command here before its result is released.")
    private @Nullable Path journal;

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
        if (format == Format.ITCH) {
            throw wrong("--format itch is not supported in this version: use csv or lobster.");
        }
        if (!Files.isRegularFile(flow)) {
            throw wrong(flow + " is not a file: name the flow to replay.");
        }
        if (resume && journal == null) {
            throw wrong("--resume needs --journal DIR: the journal to go on from.");
        }
        if (journal != null && !resume) {
            long held = JournalReader.read(journal, command -> {}).commands();
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
        try (ResultFiles results = new ResultFiles(out)) {
            OrderBooks books = new OrderBooks(results, OrderBooks.ORDERS_MAX_DEFAULT);
            try (CommandSource source = open(books);
                    @Nullable Journal log = openJournal(books, source)) {
                long recovered = books.commands();
                Replay.run(
                        source,
                        books,
                        results,
                        log,
                        count -> {
                            progress.show(count);
                            return !interrupted;
                        });
                double seconds = (System.nanoTime() - start) / 1e9;
                progress.clear();
                ResultFiles.writeBook(out, books);
                report(results, books, source, recovered, seconds);
            }
        }
    }

    private void report(
            ResultFiles results,
            OrderBooks books,
            CommandSource source,
            long recovered,
            double seconds) {
        Output output =
                new Output()
                        .add("commands", books.commands())
                        .add("trades", results.trades())
                        .add("rejects", results.rejects())
                        .add("commandsPerSecond", Math.round(books.commands() / seconds))
                        .add("stateHash", Output.hash(books.stateHash()));
        if (resume) {
            output.add("recovered", recovered);
        }
        if (source instanceof LobsterFlow lobster) {
            output.add("unknownOrderEvents", lobster.unknown())
                    .add("executionsOutOfPriority", lobster.outOfPriority());
        }
        if (interrupted) {
            output.add("interrupted", "yes");
        }
        output.print(Progress.out(spec), json);
    }

    private CommandSource open(OrderBooks books) throws IOException {
        if (format == Format.CSV) {
            return new CsvFlow(flow);
        }
        String name = String.valueOf(flow.getFileName());
        int end = name.indexOf('_');
        return new LobsterFlow(flow, end > 0 && end <= 16 ? name.substring(0, end) : "X", books);
    }

    private @Nullable Journal openJournal(OrderBooks books, CommandSource source)
            throws IOException {
        if (journal == null) {
            return null;
        }
        if (source instanceof LobsterFlow) {
            if (resume) {
                throw wrong("--resume goes on with csv flows only.");
            }
            return Journal.open(journal, Journal.SEGMENT_BYTES_DEFAULT, books::apply);
        }
        Journal log = Journal.open(journal, Journal.SEGMENT_BYTES_DEFAULT, books::apply);
        Replay.skip(source, books.commands());
        return log;
    }
}
