package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.result.Distribution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What a showcase is given. */
public interface ShowcaseRun {
    /** Returns an empty folder that is deleted after the run. */
    Path workFolder();

    /**
     * Tells a person at a terminal how far the work is.
     *
     * @param step what is being done
     * @param done how much of it is done
     * @param total how much there is
     */
    void progress(String step, long done, long total);

    /**
     * Returns the command of a JVM with this program's classes, for a part of the work that is to
     * be killed.
     *
     * @param mainClass the class to start
     * @param arguments its arguments
     */
    List<String> javaCommand(Class<?> mainClass, List<String> arguments);

    /**
     * Writes a histogram beside the result.
     *
     * @param name the name pages use: lower case, digits and hyphens
     * @param label what was recorded
     * @param unit the unit of its values
     * @param histogram the values
     * @throws IOException if the file cannot be written
     */
    Distribution writeDistribution(String name, String label, String unit, Histogram histogram)
            throws IOException;
}
