package dev.kanishk.benchmarks.peers.matching.challenge;

import dev.kanishk.benchmarks.program.Programs;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays order files of the public benchmark, or flows of ours, through one engine. */
@Command(
        name = "challenge",
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description =
                "Replays flows of orders through one engine on one thread: messages a second,"
                        + " nanoseconds and heap bytes per message, and the SHA-256 of its reports"
                        + " in the public benchmark's canonical form.",
        footer = "Exits with 1 if a hash is not the one asked for.")
public final class ChallengeProgram implements Callable<Integer> {
    private static final Pattern FILE_NAME = Pattern.compile("orders_(.+)_s(\\d+)_n(\\d+)\\.bin");

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Order files of the public benchmark.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--flow",
            paramLabel = "NAME",
            description = "A flow of ours: static, normal, itch-10k, symbols-1k, …")
    private List<String> flows = new ArrayList<>();

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "ours (default), exchange-core, parity, reference or empty.")
    private String engine = "ours";

    @Option(names = "--hash", paramLabel = "HASH", description = "The hash that must come out.")
    private @Nullable String hash;

    @Option(
            names = "--hashes",
            paramLabel = "FILE",
            description = "The public benchmark's reference/correctness_hash.txt.")
    private @Nullable Path hashes;

    @Option(names = "--warmups", description = "Replays before the timed ones; default 5.")
    private int warmups = 5;

    @Option(names = "--runs", description = "Timed replays; 0 checks only; default 7.")
    private int runs = 7;

    @Option(
            names = "--canonical",
            paramLabel = "FILE",
            description = "Writes the canonical text of the only flow to a file.")
    private @Nullable Path canonical;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Writes the only flow as an order file, and stops there.")
    private @Nullable Path write;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ChallengeProgram() {}

    /**
     * Runs it and exits.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(Programs.run(new ChallengeProgram(), args));
    }

    private record Input(String name, OrderFlow flow, @Nullable String oracle) {}

    @Override
    public Integer call() throws IOException {
        EngineKind kind = kind();
        int inputs = files.size() + flows.size();
        if (inputs == 0) {
            throw wrong("give order files, or flows of ours with --flow");
        }
        if ((hash != null || canonical != null || write != null) && inputs > 1) {
            throw wrong("--hash, --canonical and --write take one flow, not " + inputs);
        }
        if (warmups < 0 || runs < 0) {
            throw wrong("--warmups and --runs take 0 or more");
        }
        boolean agrees = true;
        for (Path file : files) {
            String oracle = hash == null ? oracle(file) : hash;
            agrees &= run(kind, new Input(file.toString(), OrderFiles.read(file), oracle));
        }
        for (String name : flows) {
            agrees &= run(kind, new Input(name, scenario(name).flow(), hash));
        }
        return agrees ? 0 : 1;
    }

    private EngineKind kind() {
        try {
            return EngineKind.valueOf(engine.replace('-', '_').toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(
                    "no engine is named "
                            + engine
                            + "; use ours, exchange-core, parity, reference or empty");
        }
    }

    private Scenario scenario(String name) {
        try {
            return Scenario.of(name);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }

    /** Finds a file's hash by the tag that the public benchmark makes of its name. */
    private @Nullable String oracle(Path file) throws IOException {
        if (hashes == null) {
            return null;
        }
        Matcher name = FILE_NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            throw wrong(file + " is not named orders_<scenario>_s<seed>_n<count>.bin");
        }
        String tag =
                String.format(
                        "%s_seed%s_count%s_reports.txt",
                        name.group(1), name.group(2), name.group(3));
        for (String line : Files.readAllLines(hashes)) {
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length == 2 && parts[1].equals(tag)) {
                return parts[0];
            }
        }
        throw wrong(hashes + " has no line for " + tag);
    }

    private boolean run(EngineKind kind, Input input) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        OrderFlow flow = input.flow;
        if (write != null) {
            OrderFiles.write(flow, write);
            out.printf(Locale.ROOT, "%s: %,d messages to %s%n", input.name, flow.length(), write);
            return true;
        }
        if (runs > 0) {
            Timing timing = Timing.measure(kind, flow, warmups, runs);
            out.printf(
                    Locale.ROOT,
                    "%s, %s: %.2f M messages/s, %.1f ns per message (%.1f to %.1f in %d runs),"
                            + " %.1f heap bytes per message%n",
                    input.name,
                    engine,
                    1_000 / timing.median(),
                    timing.median(),
                    timing.fastest(),
                    timing.slowest(),
                    runs,
                    timing.heapBytesPerMessage());
        }
        String computed = canonicalHash(kind, flow);
        boolean agrees = input.oracle == null || input.oracle.equalsIgnoreCase(computed);
        String verdict =
                input.oracle == null
                        ? "no oracle given"
                        : agrees ? "the oracle's" : "NOT the oracle's " + input.oracle;
        out.printf("%s, %s: hash %s, %s%n", input.name, engine, computed, verdict);
        out.flush();
        return agrees;
    }

    private String canonicalHash(EngineKind kind, OrderFlow flow) throws IOException {
        if (canonical == null) {
            return Replay.hash(kind, flow);
        }
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(canonical))) {
            return Replay.hash(kind, flow, output);
        }
    }
}
