package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.program.ProgressLine;
import dev.kanishk.benchmarks.program.WorkFolder;
import dev.kanishk.benchmarks.result.Distribution;
import dev.kanishk.benchmarks.result.ResultFiles;
import dev.kanishk.benchmarks.result.ShowcaseResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the parts of the showcase one after the other and writes what each found.
 *
 * <p>A part that breaks or takes too long leaves no result file, not even an older one of the same
 * set, and does not keep the next part from running. Processes that a part started are killed when
 * it ends, and its work folder is deleted.
 */
public final class ShowcaseRunner {
    /** How long a part may take before it counts as broken. */
    public static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path resultFolder;
    private final Path workFolder;
    private final Duration limit;
    private final ProgressLine progress;
    private final PrintStream out;

    /**
     * Makes a runner.
     *
     * @param resultFolder the folder of the set, which exists
     * @param workFolder the folder under which each part gets a folder of its own
     * @param limit how long a part may take
     * @param progress tells how far the work is
     * @param out gets a summary of each part
     */
    public ShowcaseRunner(
            Path resultFolder,
            Path workFolder,
            Duration limit,
            ProgressLine progress,
            PrintStream out) {
        this.resultFolder = resultFolder;
        this.workFolder = workFolder;
        this.limit = limit;
        this.progress = progress;
        this.out = out;
    }

    /**
     * What came of it.
     *
     * @param results what the parts found that ran to their end
     * @param problems one line for each part that broke and each check that failed
     */
    public record Report(List<ShowcaseResult> results, List<String> problems) {
        /** Returns whether every part ran to its end and every check passed. */
        public boolean passed() {
            return problems.isEmpty();
        }
    }

    /** Runs the parts in order. A showcase of nothing does not pass. */
    public Report run(List<Showcase> parts) throws InterruptedException {
        List<ShowcaseResult> results = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (parts.isEmpty()) {
            problems.add("no part of the showcase is named in META-INF/services");
        }
        for (Showcase part : parts) {
            try {
                ShowcaseResult result = run(part);
                progress.clear();
                results.add(result);
                Summary.print(result, out);
                result.checks().stream()
                        .filter(check -> !check.passed())
                        .map(check -> describe(part, check.label() + ": " + check.detail()))
                        .forEach(problems::add);
            } catch (IOException | ExecutionException | TimeoutException e) {
                progress.clear();
                Throwable cause =
                        e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                String problem = describe(part, "broke: " + Programs.describe(cause));
                out.println(problem);
                Summary.printTrace(cause, out);
                problems.add(problem);
            }
        }
        return new Report(List.copyOf(results), List.copyOf(problems));
    }

    private ShowcaseResult run(Showcase part)
            throws IOException, ExecutionException, TimeoutException, InterruptedException {
        removeEarlierResult(part.system());
        Instant startedAt = Instant.now();
        long startNanos = System.nanoTime();
        Showcase.Outcome outcome;
        try (WorkFolder work = WorkFolder.create(workFolder, part.system())) {
            FolderRun run =
                    new FolderRun(part.system(), work.path(), resultFolder, progress, startedAt);
            run.progress("starting", 0, 0);
            outcome = withinLimit(part, run);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        for (Distribution distribution : outcome.distributions()) {
            if (!Files.exists(resultFolder.resolve(distribution.file()))) {
                throw new IOException("no file for the distribution " + distribution.name());
            }
        }
        ShowcaseResult result =
                new ShowcaseResult(
                        ShowcaseResult.SCHEMA,
                        part.system(),
                        part.title(),
                        ShowcaseProgram.commandFor(part.system()),
                        startedAt,
                        seconds,
                        outcome.metrics(),
                        outcome.checks(),
                        outcome.distributions(),
                        outcome.notes());
        ResultFiles.write(resultFolder.resolve(ResultFiles.showcaseFile(part.system())), result);
        return result;
    }

    private Showcase.Outcome withinLimit(Showcase part, ShowcaseRun run)
            throws ExecutionException, TimeoutException, InterruptedException {
        FutureTask<Showcase.Outcome> task = new FutureTask<>(() -> part.run(run));
        Thread thread = Thread.ofPlatform().daemon().name("showcase-" + part.system()).start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw (TimeoutException)
                    new TimeoutException("not done after " + limit.toSeconds() + " s").initCause(e);
        } catch (CancellationException e) {
            throw new ExecutionException(e);
        } finally {
            task.cancel(true);
            thread.join(TimeUnit.SECONDS.toMillis(1));
        }
    }

    private void removeEarlierResult(String system) throws IOException {
        Files.deleteIfExists(resultFolder.resolve(ResultFiles.showcaseFile(system)));
        try (DirectoryStream<Path> logs =
                Files.newDirectoryStream(resultFolder, system + ".*.hlog")) {
            for (Path log : logs) {
                Files.delete(log);
            }
        }
    }

    private static String describe(Showcase part, String text) {
        return part.system() + ": " + text;
    }
}
