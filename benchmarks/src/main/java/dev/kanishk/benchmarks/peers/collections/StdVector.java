package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.benchmarks.record.OutsideBenchmark;
import dev.kanishk.benchmarks.record.OutsidePlan;
import dev.kanishk.benchmarks.record.OutsideProgram;
import dev.kanishk.benchmarks.record.OutsideResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code std::vector} as one more method of each comparison, measured in processes of its own. */
public final class StdVector implements OutsideBenchmark {
    private static final List<Class<?>> OPERATIONS =
            List.of(LongPushBack.class, LongSum.class, LongRandomGet.class);
    private static final List<String> SIZES = List.of("2048", "1000000");

    /** Makes the benchmark; it compiles nothing yet. */
    public StdVector() {}

    /**
     * Compiles the program.
     *
     * @param folder where to
     * @return the program; its arguments are the simple name of a benchmark class and a size
     * @throws IOException if a compiler is there and does not compile it
     * @throws InterruptedException if the wait for the compiler was interrupted
     */
    public static Optional<OutsideProgram> compile(Path folder)
            throws IOException, InterruptedException {
        return OutsideProgram.cpp(StdVector.class, "std_vector.cpp", folder);
    }

    @Override
    public String suite() {
        return "peers-collections";
    }

    @Override
    public String title() {
        return "std::vector<int64_t>, g++ " + String.join(" ", OutsideProgram.CPP_OPTIONS);
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
        for (Class<?> operation : OPERATIONS) {
            for (String size : SIZES) {
                results.addAverageTimes(
                        operation.getName() + ".stdVector",
                        Map.of("size", size),
                        plan,
                        program.get().measure(plan, operation.getSimpleName(), size));
            }
        }
        return Optional.of(results.toJson());
    }
}
