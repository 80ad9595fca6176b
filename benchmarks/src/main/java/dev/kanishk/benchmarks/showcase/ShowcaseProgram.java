package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.machine.MachineProbe;
import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.program.ProgressLine;
import dev.kanishk.benchmarks.result.ResultFiles;
import dev.kanishk.benchmarks.result.ResultSet;
import dev.kanishk.benchmarks.result.ShowcaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The showcase as a program: every system at work, its figures printed and written. */
@Command(
        name = "showcase",
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Runs each system on real input, measures it, and writes the result files.",
        footer = "Exits with 1 if a part broke or a check failed; all parts run in any case.")
public final class ShowcaseProgram implements Callable<Integer> {
    static final String OUTPUT = "benchmarks/target/results";
    static final String WORK = "benchmarks/target/work";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder of all results; a set is DIR/<machine>/<date>-<commit>.")
    private Path output = Path.of(OUTPUT);

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the parts work; what they leave there is deleted.")
    private Path work = Path.of(WORK);

    @Option(
            names = "--only",
            paramLabel = "SYSTEM",
            description = "Run this system's part only; may be given more than once.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--json", description = "Print the results as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    private final Supplier<List<Showcase>> parts;

    /** Makes the program for the parts that the services file names. */
    public ShowcaseProgram() {
        this(ShowcaseProgram::parts);
    }

    ShowcaseProgram(Supplier<List<Showcase>> parts) {
        this.parts = parts;
    }

    /** Runs the program and exits. */
    public static void main(String[] arguments) {
        System.exit(Programs.run(new ShowcaseProgram(), arguments));
    }

    /** Returns every part, in the order of the services file. */
    public static List<Showcase> parts() {
        return ServiceLoader.load(Showcase.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Returns the command that makes a system's result again, from the root of the checkout. */
    static String commandFor(String system) {
        return "java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                + " -cp benchmarks/target/benchmarks.jar "
                + ShowcaseProgram.class.getName()
                + " --only "
                + system;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Showcase> selected = selected(parts.get());
        ResultSet set = ResultSet.open(output, MachineProbe.ofThisMachine(Path.of("")).describe());
        PrintStream summary = json ? new PrintStream(OutputStream.nullOutputStream()) : System.out;
        ShowcaseRunner.Report report =
                new ShowcaseRunner(
                                set.folder(),
                                work,
                                ShowcaseRunner.LIMIT,
                                ProgressLine.onStandardError(),
                                summary)
                        .run(selected);
        if (json) {
            System.out.print(ResultFiles.toJson(new Answer(set.folder().toString(), report)));
        } else {
            System.out.println();
            System.out.println("Results are in " + set.folder());
        }
        report.problems().forEach(System.err::println);
        return report.passed() ? 0 : 1;
    }

    private List<Showcase> selected(List<Showcase> all) {
        TreeMap<String, Showcase> known = new TreeMap<>();
        all.forEach(part -> known.put(part.system(), part));
        for (String name : only) {
            if (!known.containsKey(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no system is named '" + name + "'; there are " + known.keySet());
            }
        }
        return only.isEmpty()
                ? all
                : all.stream().filter(part -> only.contains(part.system())).toList();
    }

    /**
     * What {@code --json} prints.
     *
     * @param folder the folder of the set
     * @param passed whether everything ran and held
     * @param problems what did not, a line each
     * @param results what was measured
     */
    private record Answer(
            String folder, boolean passed, List<String> problems, List<ShowcaseResult> results) {
        Answer(String folder, ShowcaseRunner.Report report) {
            this(folder, report.passed(), report.problems(), report.results());
        }
    }
}
