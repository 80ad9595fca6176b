package dev.kanishk.benchmarks.record;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program in another language that measures, compiled from sources in this jar by the compiler
 * that is installed.
 *
 * <p>The program prints a line for each measured iteration: the nanoseconds of one pass. Where the
 * compiler isn't installed there is no program, and the benchmark that wanted it is left out; a
 * compiler that is there and fails is an error.
 */
public final class OutsideProgram {
    /** What C++ is compiled with. */
    public static final List<String> CPP_OPTIONS = List.of("-O3", "-march=native", "-std=c++20");

    /** What Rust is compiled with. */
    public static final List<String> RUST_OPTIONS =
            List.of("--edition", "2021", "-C", "opt-level=3", "-C", "target-cpu=native");

    private static final String CPP_HEADER = "measure.hpp";
    private static final Duration COMPILER_LIMIT = Duration.ofMinutes(3);

    private final Path folder;
    private final Path program;

    /** Names a program that is there, and the folder it runs in. */
    OutsideProgram(Path folder, Path program) {
        this.folder = folder;
        this.program = program;
    }

    /**
     * Compiles C++ by {@code g++}. The source may include {@code measure.hpp}, which does for C++
     * what JMH does for Java.
     *
     * @param owner a class in the package of the source
     * @param source the name of the source among the resources of that package
     * @param folder where to compile it
     * @return the program; empty where no {@code g++} is installed
     * @throws IOException if the compiler is there and does not compile it
     * @throws InterruptedException if the wait for the compiler was interrupted
     */
    public static Optional<OutsideProgram> cpp(Class<?> owner, String source, Path folder)
            throws IOException, InterruptedException {
        if (!isInstalled("g++")) {
            return Optional.empty();
        }
        copy(OutsideProgram.class, CPP_HEADER, folder);
        copy(owner, source, folder);
        Path program = folder.resolve(stem(source));
        List<String> command = new ArrayList<>(List.of("g++"));
        command.addAll(CPP_OPTIONS);
        command.addAll(List.of("-o", program.toString(), source));
        execute(folder, COMPILER_LIMIT, command);
        return Optional.of(new OutsideProgram(folder, program));
    }

    /**
     * Compiles one file of Rust by {@code rustc}.
     *
     * @param owner a class in the package of the source
     * @param source the name of the source among the resources of that package
     * @param folder where to compile it
     * @return the program; empty where no {@code rustc} is installed
     * @throws IOException if the compiler is there and does not compile it
     * @throws InterruptedException if the wait for the compiler was interrupted
     */
    public static Optional<OutsideProgram> rust(Class<?> owner, String source, Path folder)
            throws IOException, InterruptedException {
        if (!isInstalled("rustc")) {
            return Optional.empty();
        }
        copy(owner, source, folder);
        Path program = folder.resolve(stem(source));
        List<String> command = new ArrayList<>(List.of("rustc"));
        command.addAll(RUST_OPTIONS);
        command.addAll(List.of("-o", program.toString(), source));
        execute(folder, COMPILER_LIMIT, command);
        return Optional.of(new OutsideProgram(folder, program));
    }

    /**
     * Builds a Rust package by {@code cargo}, without a network.
     *
     * @param owner a class in the package of the resources
     * @param files the names of {@code Cargo.toml} and the sources among the resources of that
     *     package; a slash in them makes a folder, as in {@code src/main.rs}
     * @param name the name of the Rust package
     * @param folder where to build it
     * @return the program; empty where there is no {@code cargo}, or a crate that the package needs
     *     is not on this machine
     * @throws IOException if the package does not compile
     * @throws InterruptedException if the wait for the compiler was interrupted
     */
    public static Optional<OutsideProgram> cargo(
            Class<?> owner, List<String> files, String name, Path folder)
            throws IOException, InterruptedException {
        if (!isInstalled("cargo")) {
            return Optional.empty();
        }
        for (String file : files) {
            copy(owner, file, folder);
        }
        try {
            execute(folder, COMPILER_LIMIT, List.of("cargo", "fetch", "--offline"));
        } catch (IOException crateIsNotHere) {
            return Optional.empty();
        }
        execute(
                folder,
                COMPILER_LIMIT,
                List.of(
                        "cargo",
                        "rustc",
                        "--offline",
                        "--release",
                        "--target-dir",
                        "target",
                        "--",
                        "-C",
                        "target-cpu=native"));
        return Optional.of(new OutsideProgram(folder, folder.resolve("target/release/" + name)));
    }

    /**
     * Measures in processes of their own, one after the other.
     *
     * @param plan how often and how long; its warm-up iterations, measured iterations and
     *     milliseconds are the last arguments of the program
     * @param arguments the arguments before them
     * @return for each process, the nanoseconds of one pass in each measured iteration
     * @throws IOException if a process fails, says something else, or takes too long
     * @throws InterruptedException if the wait for it was interrupted
     */
    public double[][] measure(OutsidePlan plan, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(Integer.toString(plan.warmupIterations()));
        all.add(Integer.toString(plan.iterations()));
        all.add(Long.toString(plan.iterationTime().convertTo(TimeUnit.MILLISECONDS)));
        double[][] scores = new double[plan.forks()][];
        for (int fork = 0; fork < scores.length; fork++) {
            scores[fork] = run(plan.limit(), all);
            if (scores[fork].length != plan.iterations()) {
                throw new IOException(
                        "%s %s printed %d scores, not %d"
                                .formatted(program, all, scores[fork].length, plan.iterations()));
            }
        }
        return scores;
    }

    /**
     * Runs the program once.
     *
     * @param limit how long it may take
     * @param arguments its arguments
     * @return the numbers it printed, a line each
     * @throws IOException if it fails, says something else, or takes too long
     * @throws InterruptedException if the wait for it was interrupted
     */
    public double[] run(Duration limit, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        String output = execute(folder, limit, command);
        try {
            return output.lines().mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            throw new IOException(
                    String.join(" ", command) + " printed what is no number: " + output, e);
        }
    }

    /** Returns whether a program can be found where the shell looks for programs. */
    static boolean isInstalled(String name) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, name)));
    }

    private static String stem(String source) {
        return source.substring(0, source.lastIndexOf('.'));
    }

    private static void copy(Class<?> owner, String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (InputStream text = owner.getResourceAsStream(name)) {
            if (text == null) {
                throw new IOException("no resource " + name + " beside " + owner.getName());
            }
            Files.write(file, text.readAllBytes());
        }
    }

    /** Returns what a command printed, on both its streams. */
    private static String execute(Path folder, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        Path printed = Files.createTempFile(folder, "printed", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            String output = Files.readString(printed);
            if (!ended || process.exitValue() != 0) {
                String what = ended ? " failed: " : " took more than " + limit.toSeconds() + " s: ";
                throw new IOException(String.join(" ", command) + what + output);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
