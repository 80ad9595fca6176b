package dev.kanishk.benchmarks.showcase.scheduler;

import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Jobs whose worker process is killed in the middle; another process takes them over. Each job
 * leaves a line in its process' file, so what was done is counted from outside the scheduler.
 */
public final class KilledWorker {
    private static final String TYPE = "work";

    private KilledWorker() {}

    /**
     * What became of the jobs.
     *
     * @param accepted how many jobs were accepted
     * @param lost how many of them have no effect, or are not over
     * @param repeated how many effects there are more than jobs
     * @param tookOver how many jobs the second process took from the killed one
     * @param killedAfter how many jobs the first process had done
     */
    record Outcome(int accepted, int lost, int repeated, long tookOver, int killedAfter) {}

    static Outcome run(ShowcaseRun run, int jobs) throws IOException, InterruptedException {
        Path file = run.workFolder().resolve("killed.db");
        Path firstEffects = run.workFolder().resolve("effects-1");
        Path secondEffects = run.workFolder().resolve("effects-2");
        Process child = start(run, file, firstEffects);
        try (SqliteStore store = SqliteStore.open(file)) {
            Set<UUID> accepted;
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                accepted = Submission.submit(store, TYPE, jobs);
                int done = 0;
                while (done < jobs / 2) {
                    String line = lines.readLine();
                    if (line == null) {
                        throw new IOException("the worker ended before it was killed");
                    }
                    done = Integer.parseInt(line);
                    run.progress("jobs before the kill", done, jobs);
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
            long tookOver;
            try (Effects effects = new Effects(secondEffects);
                    TaskScheduler scheduler =
                            TaskScheduler.on(store)
                                    .handle(TYPE, job -> effects.add(job.id()))
                                    .start()) {
                Submission.awaitAll(store, TYPE, JobState.SUCCEEDED, jobs, run);
                tookOver = scheduler.statistics().recovered();
            }
            List<String> first = Files.readAllLines(firstEffects);
            List<String> second = Files.readAllLines(secondEffects);
            Set<String> done = new HashSet<>(first);
            done.addAll(second);
            int lost = (int) accepted.stream().filter(id -> !done.contains(id.toString())).count();
            return new Outcome(
                    accepted.size(),
                    lost,
                    first.size() + second.size() - done.size(),
                    tookOver,
                    first.size());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static Process start(ShowcaseRun run, Path store, Path effects) throws IOException {
        List<String> command =
                run.javaCommand(KilledWorker.class, List.of(store.toString(), effects.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /**
     * The process that is killed: runs jobs and prints how many are done.
     *
     * @param arguments the store's file and the effects'
     * @throws IOException if a file fails
     */
    public static void main(String[] arguments) throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
                Effects effects = new Effects(Path.of(arguments[1]));
                TaskScheduler scheduler =
                        TaskScheduler.on(store)
                                .handle(
                                        TYPE,
                                        job -> {
                                            effects.add(job.id());
                                            System.out.println(done.incrementAndGet());
                                        })
                                .start()) {
            System.out.println(scheduler.statistics().started());
            // Runs until it is killed.
            new Phaser(1).awaitAdvance(0);
        }
    }

    /** A file with a line for each effect; what was written outlives the process. */
    private static final class Effects implements AutoCloseable {
        private final FileChannel channel;

        Effects(Path file) throws IOException {
            channel =
                    FileChannel.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
        }

        void add(UUID job) throws IOException {
            channel.write(ByteBuffer.wrap((job + "\n").getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
