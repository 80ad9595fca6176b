package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.program.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures job schedulers by hand: one part of {@link Part} after the other. */
@Command(
        name = "schedulers",
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Measures job schedulers on one PostgreSQL, in turns.",
        footer = {
            "Medians of the runs, with the half width of the 99.9 % interval.",
            "The server forces every commit; each run has a database of its own."
        })
public final class SchedulersProgram implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "PART",
            description = "What to measure, in that order; all without: ${COMPLETION-CANDIDATES}.")
    private List<Part> parts = new ArrayList<>();

    @Option(names = "--quick", description = "Two short runs a cell, for a first look.")
    private boolean quick;

    @Option(names = "--runs", paramLabel = "N", description = "Runs a cell; 0 for the default.")
    private int runs;

    @Option(
            names = "--jobs",
            split = ",",
            paramLabel = "N",
            description = "How many jobs wait for DRAIN, separated by commas, such as 1000000.")
    private List<Long> jobs = new ArrayList<>();

    @Option(
            names = "--depths",
            split = ",",
            paramLabel = "N",
            description = "How many jobs wait for DEPTH, separated by commas, such as 10000000.")
    private List<Long> depths = new ArrayList<>();

    @Option(
            names = "--recovery-max",
            paramLabel = "SECONDS",
            description = "How long to wait for jobs of a killed worker; 0 for the default.")
    private int recoverySecondsMax;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "A contender, such as dbScheduler; may be given more than once.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the server's data is, on the disk to measure; it is deleted.")
    private Path work = Path.of("benchmarks/target/work");

    /** Makes the program. */
    public SchedulersProgram() {}

    /** Runs the program and exits. */
    public static void main(String[] arguments) {
        System.exit(Programs.run(new SchedulersProgram(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Collected collected = new Collected(System.out);
        try (WorkFolder folder = WorkFolder.create(work, "schedulers");
                Field field = Field.in(folder.path(), only)) {
            field.missing().ifPresent(collected::note);
            for (Part part : parts.isEmpty() ? List.of(Part.values()) : parts) {
                part.measure(field, plan(), collected);
            }
        }
        collected.print(System.out);
        return 0;
    }

    private Plan plan() {
        Plan base = quick ? Plan.QUICK : Plan.REFERENCE;
        return base.with(
                runs > 0 ? runs : base.runs(),
                jobs.isEmpty() ? base.drainJobs() : jobs,
                depths.isEmpty() ? base.depths() : depths,
                recoverySecondsMax > 0
                        ? Duration.ofSeconds(recoverySecondsMax)
                        : base.recoveryMax());
    }
}
