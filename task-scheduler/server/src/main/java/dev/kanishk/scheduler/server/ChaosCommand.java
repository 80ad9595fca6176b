package dev.kanishk.scheduler.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.server.chaos.Experiment;
import dev.kanishk.scheduler.server.chaos.Verdict;
import dev.kanishk.scheduler.store.JobStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Breaks a small fleet on purpose and tells what became of its jobs. */
@Command(
        name = "chaos",
        description = {
            "Starts a small fleet of workers, feeds it jobs, breaks it by a seed, and says what"
                    + " became of the jobs: lost, doubled, recovered.",
            "Workers are killed, restarted one after the other, and given jobs that end them; on a"
                    + " server's store one stands still for longer than its lease, and on"
                    + " PostgreSQL all connections are ended."
        },
        footer = {
            "",
            "Ends with 0 if every promise was kept and with 1 if one was broken. Ctrl-C ends the"
                    + " fleet, too."
        })
final class ChaosCommand implements Callable<Integer> {
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final int MAX_WORKERS = 16;
    private static final double MAX_RATE = 5_000;
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "JDBC-URL",
            description =
                    "An empty store that may be filled: see 'serve --help'. Default: a file that is"
                            + " removed in the end.")
    private @Nullable String url;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many processes work. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many jobs to enqueue a second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "PT30S",
            description = "How long to feed and break it. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What decides what is done and when. Default: a new one each time.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print the verdict as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        Path folder = Files.createTempDirectory("chaos-");
        String address = url == null ? "jdbc:sqlite:" + folder.resolve("jobs.db") : url;
        StoreLocation location = StoreLocation.of(address, spec());
        boolean shared = location.file().isEmpty();
        try (JobStore store = location.open()) {
            if (!store.list(new JobQuery(null, null, null, 1)).isEmpty()) {
                throw new IOException(
                        "the store '"
                                + location.name()
                                + "' has jobs: name an empty one, or leave --store out");
            }
            Experiment experiment =
                    new Experiment(
                            new Experiment.Setting(chosen, workers, rate, duration),
                            store,
                            folder,
                            shared,
                            address.startsWith(POSTGRES) ? () -> disconnect(address) : null,
                            log -> worker(address, log, chosen));
            Thread end = new Thread(experiment::close, "end-of-the-fleet");
            Runtime.getRuntime().addShutdownHook(end);
            Verdict verdict;
            try (experiment) {
                announce(location, chosen, experiment.plan());
                verdict = experiment.run(this::progress);
            }
            Runtime.getRuntime().removeShutdownHook(end);
            print(verdict, location, chosen, experiment.plan());
            if (!verdict.isKept()) {
                progress("what the workers logged is in " + folder);
                return 1;
            }
        }
        remove(folder);
        return 0;
    }

    private void check() {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw wrongUse("--workers '" + workers + "' is not allowed: use 1 to " + MAX_WORKERS);
        }
        if (!(rate > 0 && rate <= MAX_RATE)) {
            throw wrongUse("--rate '" + rate + "' is not allowed: use more than 0, to " + MAX_RATE);
        }
        if (duration.toSeconds() < 1 || duration.compareTo(MAX_DURATION) > 0) {
            throw wrongUse(
                    "--duration '" + duration + "' is not allowed: use PT1S to " + MAX_DURATION);
        }
    }

    private static ProcessBuilder worker(String address, Path log, long seed) {
        return new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                TaskSchedulerProgram.class.getName(),
                "chaos-worker",
                "--store",
                address,
                "--log",
                log.toString(),
                "--seed",
                Long.toString(seed));
    }

    private static void disconnect(String address) throws IOException {
        try (Connection connection = DriverManager.getConnection(address);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND usename = current_user"
                            + " AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IOException("the connections cannot be ended: " + e.getMessage(), e);
        }
    }

    private void announce(StoreLocation location, long chosen, List<String> plan) {
        progress(
                "seed "
                        + chosen
                        + ": "
                        + workers
                        + " workers on '"
                        + location.name()
                        + "', "
                        + rate
                        + " jobs a second for "
                        + duration);
        plan.forEach(this::progress);
    }

    /** Tells people how it goes; where the output is for programs, beside it. */
    private void progress(String line) {
        PrintWriter out = json ? spec().commandLine().getErr() : spec().commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void print(Verdict verdict, StoreLocation location, long chosen, List<String> plan) {
        PrintWriter out = spec().commandLine().getOut();
        if (json) {
            ObjectNode all = Json.object();
            all.put("seed", chosen);
            all.put("store", location.name());
            all.put("workers", workers);
            all.put("rate", rate);
            all.put("duration", duration.toString());
            plan.forEach(all.withArray("plan")::add);
            all.setAll(verdict.json());
            out.println(all);
        } else {
            out.print(verdict.text());
        }
        out.flush();
    }

    private static void remove(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = new ArrayList<>(all.sorted(Comparator.reverseOrder()).toList());
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        return spec;
    }
}
