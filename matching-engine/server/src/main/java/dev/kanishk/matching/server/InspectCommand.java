package dev.kanishk.matching.server;

import dev.kanishk.matching.journal.JournalDamagedException;
import dev.kanishk.matching.journal.JournalReader;
import dev.kanishk.matching.journal.JournalReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists what a journal holds. */
@Command(name = "inspect", description = "Lists a journal's segments, and the first damage if any.")
final class InspectCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--journal",
            required = true,
            paramLabel = "DIR",
            description = "The journal to read; it is not changed.")
    private Path journal = Path.of("");

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(journal) && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), journal + " is not a folder: name the journal's folder.");
        }
        PrintWriter out = Progress.out(spec);
        JournalReader.Inspection found = JournalReader.inspect(journal);
        JournalReport report = found.report();
        @Nullable JournalDamagedException damage = found.damage();
        String damaged = damage == null ? "" : String.valueOf(damage.getMessage());
        if (json) {
            String segments =
                    report.segments().stream()
                            .map(InspectCommand::json)
                            .collect(Collectors.joining(",", "[", "]"));
            out.printf(
                    "{\"segments\":%s,\"commands\":%d,\"tornBytes\":%d,\"damage\":%s}%n",
                    segments,
                    report.commands(),
                    report.tornBytes(),
                    damage == null ? "null" : Output.quote(damaged));
        } else {
            report.segments()
                    .forEach(segment ->
                            out.printf(
                                    "%s  %d records, %d to %d%n",
                                    segment.name(),
                                    segment.records(),
                                    segment.firstSequence(),
                                    segment.lastSequence()));
            out.printf("%d commands, %d torn bytes%n", report.commands(), report.tornBytes());
            out.println(damage == null ? "no damage" : damaged);
        }
        out.flush();
        return damage == null ? 0 : 1;
    }

    private static String json(JournalReport.Segment segment) {
        return "{\"name\":"
                + Output.quote(segment.name())
                + ",\"records\":"
                + segment.records()
                + ",\"firstSequence\":"
                + segment.firstSequence()
                + ",\"lastSequence\":"
                + segment.lastSequence()
                + "}";
    }
}
