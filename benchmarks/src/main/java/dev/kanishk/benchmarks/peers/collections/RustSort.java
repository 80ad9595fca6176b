package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.benchmarks.record.OutsideBenchmark;
import dev.kanishk.benchmarks.record.OutsidePlan;
import dev.kanishk.benchmarks.record.OutsideProgram;
import dev.kanishk.benchmarks.record.OutsideResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Rust's {@code sort_unstable} as one more method of {@link LongSort}. */
public final class RustSort implements OutsideBenchmark {
    private static final String SIZE = "1000000";

    /** Makes the benchmark; it compiles nothing yet. */
    public RustSort() {}

    @Override
    public String suite() {
        return "peers-collections";
    }

    @Override
    public String title() {
        return "sort_unstable, rustc " + String.join(" ", OutsideProgram.RUST_OPTIONS);
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        Optional<OutsideProgram> program =
                OutsideProgram.rust(RustSort.class, "sort_unstable.rs", workFolder);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        OutsidePlan plan = MeanTime.outside(quick);
        return Optional.of(
                new OutsideResults()
                        .addAverageTimes(
                                LongSort.class.getName() + ".rustSortUnstable",
                                Map.of("size", SIZE),
                                plan,
                                program.get().measure(plan, SIZE))
                        .toJson());
    }
}
