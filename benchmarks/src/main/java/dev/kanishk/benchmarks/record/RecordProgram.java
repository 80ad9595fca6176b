package dev.kanishk.benchmarks.record;

import dev.kanishk.benchmarks.machine.MachineProbe;
import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.program.ProgressLine;
import dev.kanishk.benchmarks.result.ResultSet;
import dev.kanishk.benchmarks.showcase.ShowcaseProgram;
import dev.kanishk.benchmarks.showcase.ShowcaseRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Records a whole set of results: every suite in forked JVMs, then the showcase. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Measures every suite and runs the showcase, into one set of results.",
        footer = "Exits with 1 if a fork failed, a part broke or a check failed.")
public final class RecordProgram implements Callable<Integer> {
    private static final String SHOWCASE = "showcase";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder of all results; a set is DIR/<machine>/<date>-<commit>.")
    private Path output = Path.of("benchmarks/target/results");

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the showcase works; what it leaves there is deleted.")
    private Path work = Path.of("benchmarks/target/work");

    @Option(
            names = "--quick",
            description = "One fork and short iterations: minutes, for a first look.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "SUITE",
            description = "Record this suite only, or 'showcase'; may be given more than once.")
    private List<String> only = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    private final List<Suite> suites;

    /** Makes the program for every suite. */
    public RecordProgram() {
        this(Suite.all());
    }

    RecordProgram(List<Suite> suites) {
        this.suites = suites;
    }

    /** Runs the program and exits. */
    public static void main(String[] arguments) {
        System.exit(Programs.run(new RecordProgram(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<OutsideBenchmark> outside = outside();
        Map<Suite, List<BenchmarkListEntry>> selected =
                Recorder.bySuite(selected(), benchmarks(), outside);
        for (Suite suite : selected()) {
            if (!selected.containsKey(suite) && !only.isEmpty()) {
                throw new IOException("the suite " + suite.name() + " has no benchmark");
            }
        }
        boolean withShowcase = only.isEmpty() || only.contains(SHOWCASE);
        ResultSet set = ResultSet.open(output, MachineProbe.ofThisMachine(Path.of("")).describe());
        Settings settings = quick ? Settings.QUICK : Settings.REFERENCE;
        Recorder recorder = new Recorder(set.folder(), work, settings, outside, System.out);
        Duration expected = recorder.expected(selected);
        System.out.printf(
                "Recording with %s settings: about %s%s.%n",
                settings.name(),
                Recorder.inWords(expected),
                withShowcase ? ", then the showcase" : "");
        List<String> problems = new ArrayList<>(recorder.record(selected));
        if (withShowcase) {
            problems.addAll(showcase(set));
        }
        System.out.println();
        System.out.println("Results are in " + set.folder());
        problems.forEach(System.err::println);
        return problems.isEmpty() ? 0 : 1;
    }

    /** Returns every benchmark on the class path. */
    static Collection<BenchmarkListEntry> benchmarks() {
        OutputFormat silent = new RecordOutput(System.out);
        return BenchmarkList.defaultList().getAll(silent, List.of());
    }

    private static List<OutsideBenchmark> outside() {
        return ServiceLoader.load(OutsideBenchmark.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private List<String> showcase(ResultSet set) throws InterruptedException {
        return new ShowcaseRunner(
                        set.folder(),
                        work,
                        ShowcaseRunner.LIMIT,
                        ProgressLine.onStandardError(),
                        System.out)
                .run(ShowcaseProgram.parts())
                .problems();
    }

    private List<Suite> selected() {
        List<String> names = suites.stream().map(Suite::name).toList();
        for (String name : only) {
            if (!name.equals(SHOWCASE) && !names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no suite is named '" + name + "'; there are " + names + " and showcase");
            }
        }
        return only.isEmpty()
                ? suites
                : suites.stream().filter(suite -> only.contains(suite.name())).toList();
    }
}
