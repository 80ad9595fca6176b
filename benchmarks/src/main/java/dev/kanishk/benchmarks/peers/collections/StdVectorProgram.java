package dev.kanishk.benchmarks.peers.collections;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The C++ program that does on {@code std::vector<int64_t>} what the benchmarks here do, compiled
 * from the source in this jar by the {@code g++} that is installed.
 */
public final class StdVectorProgram {
    /** What the source is compiled with. */
    public static final List<String> COMPILER_OPTIONS =
            List.of("-O3", "-march=native", "-std=c++20");

    private static final String SOURCE = "std_vector.cpp";
    private static final long LIMIT_SECONDS = 120;

    private final Path program;

    private StdVectorProgram(Path program) {
        this.program = program;
    }

    /**
     * Compiles the program.
     *
     * @param folder where to
     * @return the program; empty where no {@code g++} is installed
     * @throws IOException if a compiler is there and does not compile it
     * @throws InterruptedException if the wait for the compiler was interrupted
     */
    public static Optional<StdVectorProgram> compile(Path folder)
            throws IOException, InterruptedException {
        if (!compilerIsInstalled()) {
            return Optional.empty();
        }
        Path source = folder.resolve(SOURCE);
        Path program = folder.resolve("std_vector");
        try (InputStream text = StdVectorProgram.class.getResourceAsStream(SOURCE)) {
            Files.copy(Objects.requireNonNull(text, SOURCE), source);
        }
        run(
                "g++",
                COMPILER_OPTIONS.get(0),
                COMPILER_OPTIONS.get(1),
                COMPILER_OPTIONS.get(2),
                "-o",
                program.toString(),
                source.toString());
        return Optional.of(new StdVectorProgram(program));
    }

    /**
     * Measures one operation in a process of its own.
     *
     * @param operation the simple name of a benchmark class of this package
     * @param size how many elements
     * @param warmup how many iterations are not measured
     * @param iterations how many are
     * @param millis how long each lasts
     * @return the nanoseconds of one pass over all elements, for each iteration
     * @throws IOException if the program fails
     * @throws InterruptedException if the wait for it was interrupted
     */
    public double[] measure(String operation, long size, int warmup, int iterations, long millis)
            throws IOException, InterruptedException {
        return run(
                        program.toString(),
                        operation,
                        Long.toString(size),
                        Integer.toString(warmup),
                        Integer.toString(iterations),
                        Long.toString(millis))
                .lines()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static boolean compilerIsInstalled() {
        try {
            run("g++", "--version");
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
