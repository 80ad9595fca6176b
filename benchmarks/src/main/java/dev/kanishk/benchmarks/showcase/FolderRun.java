package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.program.JavaCommand;
import dev.kanishk.benchmarks.program.ProgressLine;
import dev.kanishk.benchmarks.result.Distribution;
import dev.kanishk.benchmarks.result.ResultFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A run that works in one folder and leaves its histograms in another. */
final class FolderRun implements ShowcaseRun {
    private final String system;
    private final Path workFolder;
    private final Path resultFolder;
    private final ProgressLine progress;
    private final Instant startedAt;

    FolderRun(
            String system,
            Path workFolder,
            Path resultFolder,
            ProgressLine progress,
            Instant startedAt) {
        this.system = system;
        this.workFolder = workFolder;
        this.resultFolder = resultFolder;
        this.progress = progress;
        this.startedAt = startedAt;
    }

    @Override
    public Path workFolder() {
        return workFolder;
    }

    @Override
    public void progress(String step, long done, long total) {
        progress.show(system + ": " + step, done, total);
    }

    @Override
    public List<String> javaCommand(Class<?> mainClass, List<String> arguments) {
        return JavaCommand.of(mainClass, arguments);
    }

    @Override
    public Distribution writeDistribution(
            String name, String label, String unit, Histogram histogram) throws IOException {
        String file = system + "." + name + ".hlog";
        ResultFiles.writeHistogram(resultFolder.resolve(file), histogram, startedAt, Instant.now());
        return new Distribution(name, label, file, unit);
    }
}
