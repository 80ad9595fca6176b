package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.record.OutsideBenchmark;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The schedulers in the set of results: a class for each {@link Metric}, a method for each
 * contender. Curves of the start latency lie beside them as {@code start-latency-<contender>}.
 */
public final class RecordedSchedulers implements OutsideBenchmark {
    /** Makes the benchmark; it measures nothing yet. */
    public RecordedSchedulers() {}

    @Override
    public String suite() {
        return "peers-task-scheduler";
    }

    @Override
    public String title() {
        return "job schedulers on one PostgreSQL";
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        if (!DatabaseServer.isAvailable()) {
            return Optional.empty();
        }
        Plan plan = quick ? Plan.QUICK : Plan.REFERENCE;
        Collected collected =
                new Collected(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (Field field = Field.in(workFolder, List.of())) {
            field.missing()
                    .ifPresent(missing -> {
                        System.err.println(missing);
                        collected.note(missing);
                    });
            for (Part part : Part.values()) {
                part.measure(field, plan, collected);
            }
        }
        collected.writeHistograms(workFolder);
        return Optional.of(collected.toJson());
    }
}
