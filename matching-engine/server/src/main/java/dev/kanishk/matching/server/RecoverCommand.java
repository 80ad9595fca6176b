package dev.kanishk.matching.server;

import dev.kanishk.matching.book.BookListener;
import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.book.Reason;
import dev.kanishk.matching.book.Side;
import dev.kanishk.matching.flow.ResultFiles;
import dev.kanishk.matching.journal.JournalReader;
import dev.kanishk.matching.journal.JournalReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rebuilds the books from a journal alone. */
@Command(name = "recover", description = "Rebuilds the books from a journal.")
final class RecoverCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--journal",
            required = true,
            paramLabel = "DIR",
            description = "The journal to read; it is not changed.")
    private Path journal = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where book.csv goes.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(journal) && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), journal + " is not a folder: name the journal's folder.");
        }
        OrderBooks books = new OrderBooks(new Silent(), OrderBooks.ORDERS_MAX_DEFAULT);
        long start = System.nanoTime();
        JournalReport report = JournalReader.read(journal, books::apply);
        double seconds = (System.nanoTime() - start) / 1e9;
        ResultFiles.writeBook(out, books);
        new Output()
                .add("commands", report.commands())
                .add("liveOrders", books.liveOrders())
                .add("tornBytes", report.tornBytes())
                .add("commandsPerSecond", Math.round(report.commands() / seconds))
                .add("stateHash", Output.hash(books.stateHash()))
                .print(Progress.out(spec), json);
        return 0;
    }

    /** Results were released before the crash; recovery releases none. */
    private static final class Silent implements BookListener {
        @Override
        public void onTrade(
                long line,
                long symbolHigh,
                long symbolLow,
                long price,
                long quantity,
                long makerOrderId,
                long takerOrderId,
                Side takerSide) {}

        @Override
        public void onReject(long line, long orderId, Reason reason) {}
    }
}
