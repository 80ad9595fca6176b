package dev.kanishk.matching.server;

import dev.kanishk.matching.engine.RecoveredBooks;
import dev.kanishk.matching.engine.RecoveryReport;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
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

/** Rebuilds the books from snapshots and journals alone. */
@Command(name = "recover", description = "Rebuilds the books from snapshot and journal.")
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
        long start = System.nanoTime();
        RecoveredBooks recovered = RecoveredBooks.read(journal, BookSettings.DEFAULT);
        double seconds = (System.nanoTime() - start) / 1e9;
        for (RecoveryReport report : recovered.reports()) {
            report.damagedSnapshots()
                    .forEach(damage -> System.err.println("passed over: " + damage));
        }
        BookOutput.write(out, recovered.shards());
        long replayed = recovered.reports().stream().mapToLong(RecoveryReport::commands).sum();
        new Output()
                .add("commands", recovered.lines())
                .add("replayedAfterSnapshot", replayed)
                .add(
                        "tornBytes",
                        recovered.reports().stream().mapToLong(RecoveryReport::tornBytes).sum())
                .add(
                        "liveOrders",
                        recovered.shards().stream().mapToLong(OrderBooks::liveOrders).sum())
                .add("commandsPerSecond", Math.round(replayed / seconds))
                .add("stateHash", Output.hash(recovered.hash().value()))
                .print(Progress.out(spec), json);
        return 0;
    }
}
