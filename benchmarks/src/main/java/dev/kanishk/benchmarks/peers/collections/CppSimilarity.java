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

/**
 * C++ with AVX-512 as one more method of each comparison of similarity: on vectors that begin where
 * {@code malloc} lets them, as arrays of the JVM do, and on ones aligned to cache lines.
 */
public final class CppSimilarity implements OutsideBenchmark {
    private static final String AS_ALLOCATED = "16";
    private static final String ALIGNED = "0";

    /**
     * What the program is asked for.
     *
     * @param benchmark the comparison it joins
     * @param contender the name it has there
     * @param dimension how many elements a vector has
     * @param alignment where vectors begin, in bytes after a cache line's first
     */
    private record Point(
            Class<?> benchmark, String contender, String dimension, String alignment) {}

    private static final List<Point> POINTS =
            List.of(
                    new Point(FloatDotProduct.class, "cpp", "384", AS_ALLOCATED),
                    new Point(FloatDotProduct.class, "cpp", "1536", AS_ALLOCATED),
                    new Point(FloatDotProduct.class, "cppAligned", "384", ALIGNED),
                    new Point(FloatDotProduct.class, "cppAligned", "1536", ALIGNED),
                    new Point(FloatCosine.class, "cpp", "384", AS_ALLOCATED),
                    new Point(FloatCosine.class, "cpp", "1536", AS_ALLOCATED),
                    new Point(FloatCosine.class, "cppAligned", "384", ALIGNED),
                    new Point(FloatCosine.class, "cppAligned", "1536", ALIGNED),
                    new Point(ByteDotProduct.class, "cpp", "384", AS_ALLOCATED));

    private static final String SCANNED_ROWS = "1000000";

    /** Makes the benchmark; it compiles nothing yet. */
    public CppSimilarity() {}

    @Override
    public String suite() {
        return "peers-collections";
    }

    @Override
    public String title() {
        return "similarity by AVX-512, g++ " + String.join(" ", OutsideProgram.CPP_OPTIONS);
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        Optional<OutsideProgram> program =
                OutsideProgram.cpp(CppSimilarity.class, "similarity.cpp", workFolder);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        OutsidePlan plan = OutsidePlan.of(quick);
        OutsideResults results = new OutsideResults();
        for (Point point : POINTS) {
            results.addAverageTimes(
                    point.benchmark().getName() + "." + point.contender(),
                    Map.of("dimension", point.dimension()),
                    plan,
                    program.get()
                            .measure(
                                    plan,
                                    point.benchmark().getSimpleName(),
                                    point.dimension(),
                                    point.alignment()));
        }
        OutsidePlan scan = new OutsidePlan(1, 3, 5, plan.iterationTime());
        results.addAverageTimes(
                FlatScan.class.getName() + ".cppRead",
                Map.of("size", SCANNED_ROWS),
                scan,
                program.get().measure(scan, FlatScan.class.getSimpleName(), SCANNED_ROWS, ALIGNED));
        return Optional.of(results.toJson());
    }
}
