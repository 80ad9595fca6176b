package dev.kanishk.benchmarks.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.program.ProgressLine;
import dev.kanishk.benchmarks.program.WorkFolder;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderIT {
    @TempDir private Path folder;

    @Test
    void killsTheProcessesThatAPartLeft() throws Exception {
        Process child;
        try (WorkFolder work = WorkFolder.create(folder, "system")) {
            FolderRun run = new FolderRun("system", work.path(), folder, silent(), Instant.now());
            child = new ProcessBuilder(run.javaCommand(Waits.class, List.of())).start();
            assertThat(child.inputReader().readLine()).isEqualTo("started");
        }

        assertThat(child.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void killsThemAndDeletesTheFolderWhenTheRunnerIsAskedToEnd() throws Exception {
        Path work = folder.resolve("work");
        Path results = Files.createDirectory(folder.resolve("results"));
        FolderRun run = new FolderRun("system", folder, folder, silent(), Instant.now());
        Process runner =
                new ProcessBuilder(
                                run.javaCommand(
                                        RunsForever.class,
                                        List.of(results.toString(), work.toString())))
                        .start();
        long child = Long.parseLong(runner.inputReader().readLine());
        assertThat(ProcessHandle.of(child)).isPresent();

        runner.destroy();

        assertThat(runner.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    private static ProgressLine silent() {
        return new ProgressLine(new PrintStream(OutputStream.nullOutputStream()), false);
    }

    /** Never ends by itself. */
    static final class Waits {
        private Waits() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println("started");
            new CountDownLatch(1).await();
        }
    }

    /** A runner whose only part starts a process and waits for ever. */
    static final class RunsForever {
        private RunsForever() {}

        public static void main(String[] arguments) throws Exception {
            new ShowcaseRunner(
                            Path.of(arguments[0]),
                            Path.of(arguments[1]),
                            Duration.ofHours(1),
                            silent(),
                            System.err)
                    .run(List.of(new Part()));
        }
    }

    private static final class Part implements Showcase {
        @Override
        public String system() {
            return "forever";
        }

        @Override
        public String title() {
            return "Waits";
        }

        @Override
        public Outcome run(ShowcaseRun run) throws Exception {
            Process child = new ProcessBuilder(run.javaCommand(Waits.class, List.of())).start();
            child.inputReader().readLine();
            System.out.println(child.pid());
            new CountDownLatch(1).await();
            throw new IllegalStateException("unreachable");
        }
    }
}
