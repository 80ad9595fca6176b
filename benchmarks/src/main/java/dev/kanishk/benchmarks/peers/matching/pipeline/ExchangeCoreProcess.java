package dev.kanishk.benchmarks.peers.matching.pipeline;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * exchange-core's whole pipeline, in a process of the JDK that it needs: it does not start on newer
 * ones. Its driver is a source file among the resources, since classes of this jar are too new for
 * that JDK.
 */
final class ExchangeCoreProcess {
    private static final String DRIVER = "ExchangeCorePipeline.java";
    private static final Path JVM_FOLDER = Path.of("/usr/lib/jvm");
    private static final long SECONDS_MAX = 180;
    private static final List<String> OPENED =
            List.of(
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                    "--add-opens=java.base/java.io=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
                    "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED");

    private final Path java;
    private final Path folder;

    private ExchangeCoreProcess(Path java, Path folder) {
        this.java = java;
        this.folder = folder;
    }

    /**
     * What a process printed.
     *
     * @param firstTrades the trades of its first pass
     * @param perSecond commands a second in each pass that counts
     * @param nanos the latencies; null where commands were not paced
     */
    record Result(long firstTrades, List<Double> perSecond, @Nullable Histogram nanos) {}

    /** How it waits between its threads, of which there are more than cores. */
    enum Wait {
        BLOCKING,
        YIELDING
    }

    /** Returns a runner that works in a folder; empty where there is no JDK 17. */
    static Optional<ExchangeCoreProcess> in(Path folder) throws IOException {
        Optional<Path> java = java17();
        if (java.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream source = ExchangeCoreProcess.class.getResourceAsStream(DRIVER)) {
            if (source == null) {
                throw new IOException("no resource " + DRIVER);
            }
            Files.write(folder.resolve(DRIVER), source.readAllBytes());
        }
        return Optional.of(new ExchangeCoreProcess(java.get(), folder));
    }

    /** Returns the java program of {@code JAVA17_HOME} or, without it, one in the usual folder. */
    static Optional<Path> java17() throws IOException {
        List<Path> homes = new ArrayList<>();
        String named = System.getenv("JAVA17_HOME");
        if (named != null) {
            homes.add(Path.of(named));
        } else if (Files.isDirectory(JVM_FOLDER)) {
            try (DirectoryStream<Path> installed =
                    Files.newDirectoryStream(JVM_FOLDER, "*{-17,17.}*")) {
                installed.forEach(homes::add);
            }
        }
        return homes.stream()
                .sorted(Comparator.naturalOrder())
                .map(home -> home.resolve("bin/java"))
                .filter(program -> Files.isExecutable(program.resolveSibling("javac")))
                .findFirst();
    }

    /**
     * Runs it once.
     *
     * @param flow a file of commands
     * @param perSecond commands due a second; 0 for as fast as it takes them
     * @param warmups passes over the flow, as fast as it takes them, that do not count
     * @param passes passes that do
     * @param wait how its threads wait
     * @param journaled whether it writes its journal, into a folder that is deleted
     */
    Result run(Path flow, long perSecond, int warmups, int passes, Wait wait, boolean journaled)
            throws IOException, InterruptedException {
        Path journal = Files.createTempDirectory(folder, "exchange-core-journal");
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(OPENED);
        command.addAll(List.of("-cp", classPath(), folder.resolve(DRIVER).toString()));
        command.add(flow.toString());
        command.add(Long.toString(perSecond));
        command.add(Integer.toString(warmups));
        command.add(Integer.toString(passes));
        command.add(Integer.toString(FlowTape.ACCOUNTS));
        command.add(wait.name());
        command.add(journaled ? journal.toString() : "none");
        Path errors = folder.resolve("exchange-core-errors.txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(errors.toFile())
                        .start();
        Thread limit = Thread.ofVirtual().start(() -> endAfterLimit(process));
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            Result result = read(lines.lines().toList());
            if (process.waitFor() != 0 || result.perSecond().size() != passes) {
                throw new IOException(
                        "exchange-core's process ended with %d (it is killed after %d s): %s"
                                .formatted(
                                        process.exitValue(),
                                        SECONDS_MAX,
                                        Files.readString(errors)));
            }
            return result;
        } finally {
            process.destroyForcibly().waitFor();
            limit.interrupt();
            Folders.delete(journal);
        }
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Result read(List<String> lines) {
        long trades = 0;
        List<Double> rates = new ArrayList<>();
        Histogram histogram = null;
        for (String line : lines) {
            String value = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("trades ")) {
                trades = Long.parseLong(value);
            } else if (line.startsWith("rate ")) {
                rates.add(Double.parseDouble(value));
            } else if (line.startsWith("histogram ")) {
                histogram = decode(value);
            }
        }
        return new Result(trades, List.copyOf(rates), histogram);
    }

    private static Histogram decode(String base64) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
        } catch (DataFormatException e) {
            throw new UncheckedIOException(new IOException("a broken histogram: " + base64, e));
        }
    }

    private static String classPath() {
        String own = System.getProperty("java.class.path");
        return Arrays.stream(own.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns what it is called in results, such as {@code exchangeCoreYielding}. */
    static String contender(Wait wait) {
        String name = wait.name().toLowerCase(Locale.ROOT);
        return "exchangeCore" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
