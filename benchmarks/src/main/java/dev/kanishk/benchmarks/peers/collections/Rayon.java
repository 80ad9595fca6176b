package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.benchmarks.record.OutsideBenchmark;
import dev.kanishk.benchmarks.record.OutsidePlan;
import dev.kanishk.benchmarks.record.OutsideProgram;
import dev.kanishk.benchmarks.record.OutsideResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * rayon as one more method of the comparisons of thread pools. Its crate must be on the machine:
 * fetched before by cargo, or installed by Debian's {@code librust-rayon-dev}.
 */
public final class Rayon implements OutsideBenchmark {
    /** Where Debian's packages put the sources of crates. */
    private static final Path DEBIAN_CRATES = Path.of("/usr/share/cargo/registry");

    /** Makes the benchmark; it compiles nothing yet. */
    public Rayon() {}

    /**
     * Compiles the program.
     *
     * @param folder where to
     * @return the program; its arguments are the simple name of a benchmark class and a size; empty
     *     where there is no cargo or no rayon
     * @throws IOException if both are there and it does not compile
     * @throws InterruptedException if the wait for the compiler was interrupted
     */
    public static Optional<OutsideProgram> compile(Path folder)
            throws IOException, InterruptedException {
        if (Files.isDirectory(DEBIAN_CRATES)) {
            Path settings = Files.createDirectories(folder.resolve(".cargo"));
            Files.writeString(
                    settings.resolve("config.toml"),
                    """
                    [source.crates-io]
                    replace-with = "debian"
                    [source.debian]
                    directory = "%s"
                    """
                            .formatted(DEBIAN_CRATES));
        }
        return OutsideProgram.cargo(
                Rayon.class, List.of("Cargo.toml", "fork_join.rs"), "fork_join", folder);
    }

    @Override
    public String suite() {
        return "peers-collections";
    }

    @Override
    public String title() {
        return "rayon, cargo --release, target-cpu=native";
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        Optional<OutsideProgram> program = compile(workFolder);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        OutsidePlan plan = OutsidePlan.of(quick);
        OutsideResults results = new OutsideResults();
        for (String nodes : ForkJoinTree.SIZES) {
            results.addAverageTimes(
                    ForkJoinTree.class.getName() + ".rayon",
                    Map.of("nodes", nodes),
                    plan,
                    program.get().measure(plan, "ForkJoinTree", nodes));
        }
        results.addAverageTimes(
                ForkJoinFibonacci.class.getName() + ".rayon",
                Map.of(),
                plan,
                program.get().measure(plan, "ForkJoinFibonacci", "" + ForkJoinFibonacci.N));
        results.addAverageTimes(
                SubmitAndRun.class.getName() + ".rayon",
                Map.of(),
                plan,
                program.get().measure(plan, "SubmitAndRun", "" + SubmitAndRun.TASKS));
        return Optional.of(results.toJson());
    }
}
