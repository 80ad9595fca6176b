package dev.kanishk.benchmarks.peers.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kanishk.benchmarks.record.OutsideBenchmark;
import dev.kanishk.benchmarks.record.OutsideResults;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;

/**
 * Engines in the harness of <a
 * href="https://github.com/flash1-dev/matching-engine-benchmark">matching-engine-benchmark</a>, in
 * turns: a clone of it, named by {@value #HOME}, in which the harness and the adapters are built as
 * {@code benchmarks/src/main/cpp/README.md} says. The harness checks every report of every run; a
 * run that it does not call valid ends the measurement.
 */
public final class PublicHarness implements OutsideBenchmark {
    /** The variable of the environment that names the clone. */
    static final String HOME = "CHALLENGE_HOME";

    private static final String JAR = "CHALLENGE_JAR";
    private static final String RESULT = "Result file:";
    private static final String VALID = "VALID";
    private static final int RUNS = 9;
    private static final int MINUTES_MAX = 10;
    private static final List<String> SCENARIOS =
            List.of("static", "normal", "swing-25", "swing-40", "flash-crash");

    private final Optional<Path> home;

    /** Makes the benchmark; it measures nothing yet. */
    public PublicHarness() {
        this(Optional.ofNullable(System.getenv(HOME)).map(Path::of));
    }

    PublicHarness(Optional<Path> home) {
        this.home = home;
    }

    /** Those who take part, and the files that the benchmark's own scripts build of them. */
    private enum Contender {
        OURS("ours", "ours_adapter.so"),
        EXCHANGE_CORE("exchangeCore", "exchange_core_adapter.so"),
        GESEQ("geseq", "cpp_orderbook_adapter.so"),
        CPP_TRADER("cppTrader", "cpptrader_adapter.so");

        private final String label;
        private final String file;

        Contender(String label, String file) {
            this.label = label;
            this.file = file;
        }
    }

    private record Cell(Contender contender, String scenario) {}

    @Override
    public String suite() {
        return "peers-matching-harness";
    }

    @Override
    public String title() {
        return "a public benchmark's harness";
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        if (home.isEmpty() || !Files.isExecutable(home.get().resolve("harness"))) {
            return Optional.empty();
        }
        OutsideResults results = new OutsideResults();
        List<Contender> contenders = new ArrayList<>();
        for (Contender contender : Contender.values()) {
            if (Files.exists(home.get().resolve(contender.file))) {
                contenders.add(contender);
            } else {
                results.addNote(
                        "NOT MEASURED: %s, since there is no %s"
                                .formatted(contender.label, contender.file));
            }
        }
        Map<Cell, List<Double>> runs = new LinkedHashMap<>();
        for (int run = 0; run < (quick ? 1 : RUNS); run++) {
            for (String scenario : SCENARIOS) {
                for (Contender contender : contenders) {
                    double perSecond = run(home.get(), contender, scenario, workFolder);
                    runs.computeIfAbsent(new Cell(contender, scenario), first -> new ArrayList<>())
                            .add(perSecond);
                }
            }
        }
        runs.forEach((cell, perSecond) ->
                results.addRuns(
                        PublicHarness.class.getName() + "." + cell.contender().label,
                        Map.of("scenario", cell.scenario()),
                        Mode.Throughput,
                        "ops/s",
                        perSecond.stream().mapToDouble(Double::doubleValue).toArray()));
        return Optional.of(results.toJson());
    }

    private static double run(Path home, Contender contender, String scenario, Path workFolder)
            throws IOException, InterruptedException {
        Path output = workFolder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                                home.resolve("harness").toString(),
                                "--engine",
                                "./" + contender.file,
                                "--scenario",
                                scenario,
                                "--mode",
                                "perf",
                                "--matcher-core",
                                "0",
                                "--drainer-core",
                                "1")
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put(JAR, thisProgram().toString());
        Process process = builder.start();
        if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(contender.label + " does not end with " + scenario);
        }
        String said = Files.readString(output);
        JsonNode result =
                JsonMapper.builder().build().readTree(home.resolve(resultFile(said)).toFile());
        if (process.exitValue() != 0 || !VALID.equals(result.path("verdict").asText())) {
            throw new IOException(contender.label + " is not valid with " + scenario + ": " + said);
        }
        return result.path("throughput_msgs_per_s").asDouble();
    }

    private static String resultFile(String said) throws IOException {
        return said.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("the harness left no result: " + said));
    }

    private static Path thisProgram() {
        try {
            return Path.of(
                    Objects.requireNonNull(
                                    PublicHarness.class.getProtectionDomain().getCodeSource())
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class file is nowhere", e);
        }
    }
}
