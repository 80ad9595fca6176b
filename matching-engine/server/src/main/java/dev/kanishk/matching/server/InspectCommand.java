package dev.kanishk.matching.server;

import dev.kanishk.matching.engine.RecoveredBooks;
import dev.kanishk.matching.journal.JournalInspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        List<String> shards = new ArrayList<>();
        boolean damaged = false;
        Map<Path, JournalInspection> all = new LinkedHashMap<>();
        for (Path folder : RecoveredBooks.shardFolders(journal)) {
            all.put(folder, JournalInspection.of(folder));
        }
        boolean used = all.values().stream().anyMatch(found -> found.lastSequence() > 0);
        for (Map.Entry<Path, JournalInspection> each : all.entrySet()) {
            JournalInspection found = each.getValue();
            Optional<String> damage = damage(found, used);
            damaged |= damage.isPresent();
            if (json) {
                shards.add(json(each.getKey(), found, damage));
            } else {
                print(out, each.getKey(), found, damage);
            }
        }
        if (json) {
            out.printf("{\"shards\":%s}%n", shards);
        }
        out.flush();
        return damaged ? 1 : 0;
    }

    private static void print(
            PrintWriter out, Path folder, JournalInspection found, Optional<String> damage) {
        out.println(folder.getFileName());
        for (JournalInspection.Segment segment : found.segments()) {
            out.printf(
                    "  %s  %d records, %d to %d%n",
                    segment.name(),
                    segment.records(),
                    segment.firstSequence(),
                    segment.lastSequence());
        }
        out.printf("  %d records, %d torn bytes%n", found.records(), found.tornBytes());
        out.println("  " + damage.orElse("no damage"));
    }

    private static Optional<String> damage(JournalInspection found, boolean used) {
        if (used && found.damage() == null && found.segments().isEmpty()) {
            return Optional.of(
                    "it has no segments, but those of other shards hold commands: restore its"
                            + " folder from a copy");
        }
        return Optional.ofNullable(found.damage()).map(Throwable::getMessage);
    }

    private static String json(Path folder, JournalInspection found, Optional<String> damage) {
        return "{\"shard\":"
                + Output.quote(String.valueOf(folder.getFileName()))
                + ",\"segments\":"
                + found.segments().stream()
                        .map(InspectCommand::json)
                        .collect(Collectors.joining(",", "[", "]"))
                + ",\"records\":"
                + found.records()
                + ",\"firstSequence\":"
                + found.firstSequence()
                + ",\"lastSequence\":"
                + found.lastSequence()
                + ",\"tornBytes\":"
                + found.tornBytes()
                + ",\"damage\":"
                + damage.map(Output::quote).orElse("null")
                + "}";
    }

    private static String json(JournalInspection.Segment segment) {
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
