package dev.kanishk.benchmarks.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A benchmark that runs outside the JVM, such as a C++ program. Its results join those that JMH
 * wrote for a suite, so that one page holds both.
 *
 * <p>An implementation is a public class with a public constructor without parameters. It is found
 * through {@link java.util.ServiceLoader}.
 */
public interface OutsideBenchmark {
    /** Returns the suite that the results join, such as {@code peers-collections}. */
    String suite();

    /** Returns what is measured, for the line that is printed. */
    String title();

    /**
     * Measures. Histograms that it leaves in its folder as {@code <name>.hlog} join the set of
     * results as {@code <suite>.<name>.hlog}.
     *
     * @param workFolder an empty folder that is deleted afterwards
     * @param quick whether a first look is enough
     * @return an array of results in JMH's JSON format; empty where what it needs, such as a
     *     compiler, is not installed
     * @throws IOException if the measurement broke
     * @throws InterruptedException if it was told to stop
     */
    Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException;
}
