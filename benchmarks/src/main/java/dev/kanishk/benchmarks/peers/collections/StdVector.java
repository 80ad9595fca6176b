package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.benchmarks.record.OutsideBenchmark;
import dev.kanishk.benchmarks.record.OutsidePlan;
import dev.kanishk.benchmarks.record.OutsideProgram;
import dev.kanishk.benchmarks.record.OutsideResults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code std::vector} as one more method of each comparison, measured in processes of its own. */
public final class StdVector implements OutsideBenchmark {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
    private static final List<Operation> OPERATIONS =
            List.of(
                    new Operation(LongPushBack.class, "16", "1000000"),
                    new Operation(LongPushBackHot.class, "2048"),
                    new Operation(LongAppending.class, "2048"),
                    new Operation(LongPushBackMonotonic.class, "10000000"),
                    new Operation(LongSum.class, "2048", "10000000"),
                    new Operation(LongMin.class, "2048", "10000000"),
                    new Operation(LongDot.class, "2048", "10000000"),
                    new Operation(LongSumByGet.class, "2048"),
                    new Operation(LongMapInPlace.class, "2048"),
                    new Operation(LongRandomGet.class, "2048"),
                    new Operation(LongInsertErase.class, "100000"),
                    new Operation(LongSort.class, "1000000"),
                    new Operation(LongCopy.class, "2048", "10000000"),
                    new Operation(LongFill.class, "2048", "10000000"),
                    new Operation(LongEqual.class, "2048", "10000000"),
                    new Operation(StringPushBack.class, "100000,11", "100000,24"),
                    new Operation(StringCopy.class, "100000,11", "100000,24"),
                    new Operation(StringInsertErase.class, "100000,11"));
    private static final List<Operation> FRESH_OPERATIONS =
            List.of(
                    new Operation(LongPushBackFresh.class, "10000000"),
                    new Operation(StructPushBackFresh.class, "10000000"));

    /** Makes the benchmark; it compiles nothing yet. */
    public StdVector() {}

    /**
     * Compiles the program.
     *
     * @param folder where to
     * @return the program; its arguments are the simple name of a benchmark class and a size, for
     *     strings their length too
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
        return "std::vector, g++ " + String.join(" ", OutsideProgram.CPP_OPTIONS);
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        Optional<OutsideProgram> program = compile(workFolder);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        OutsideResults results = new OutsideResults();
        OutsidePlan plan = MeanTime.outside(quick);
        for (Operation operation : OPERATIONS) {
            for (List<String> values : operation.parameters()) {
                results.addAverageTimes(
                        operation.benchmark(),
                        named(values),
                        plan,
                        program.get().measure(plan, arguments(operation, values)));
            }
        }
        for (Operation operation : FRESH_OPERATIONS) {
            for (List<String> values : operation.parameters()) {
                double[] nanos = new double[quick ? 1 : FreshProcess.FORKS];
                for (int fork = 0; fork < nanos.length; fork++) {
                    List<String> arguments = List.of(arguments(operation, values));
                    nanos[fork] = program.get().run(CALL_LIMIT, arguments)[0];
                }
                results.addSingleShots(operation.benchmark(), named(values), nanos);
            }
        }
        return Optional.of(results.toJson());
    }

    private static String[] arguments(Operation operation, List<String> values) {
        return Stream.concat(Stream.of(operation.name()), values.stream()).toArray(String[]::new);
    }

    private static Map<String, String> named(List<String> values) {
        return values.size() == 1
                ? Map.of("size", values.get(0))
                : Map.of("size", values.get(0), "length", values.get(1));
    }

    /**
     * What the program does for a benchmark class.
     *
     * @param type the class
     * @param parameters the values of its parameters: the size and, for strings, the length
     */
    private record Operation(Class<?> type, List<List<String>> parameters) {
        Operation(Class<?> type, String... parameters) {
            this(
                    type,
                    Stream.of(parameters).map(values -> List.of(values.split(",", -1))).toList());
        }

        String name() {
            return type.getSimpleName();
        }

        String benchmark() {
            return type.getName() + ".stdVector";
        }
    }
}
