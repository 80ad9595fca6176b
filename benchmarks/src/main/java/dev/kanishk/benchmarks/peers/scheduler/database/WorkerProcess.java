package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that works and tells when it begins a job. It prints {@link #READY}, then a line {@code
 * begun <number> <nanos>} for each job, with the moment of the machine's monotonic clock.
 */
final class WorkerProcess implements AutoCloseable {
    /** The line that tells that its workers run. */
    static final String READY = "ready";

    /** What a line begins with that tells of a job. */
    static final String BEGUN = "begun ";

    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final int STOP_SECONDS_MAX = 10;

    private final Process process;
    private final ConcurrentLinkedQueue<Begun> begun = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean ready;

    /**
     * A job that began.
     *
     * @param number its number
     * @param nanos when
     */
    record Begun(long number, long nanos) {}

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** Starts a command, and returns when its workers run. */
    static WorkerProcess start(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        WorkerProcess worker = new WorkerProcess(process);
        Thread.ofVirtual().start(worker::listen);
        try {
            Waiting.await("a worker process", START_MAX, () -> worker.ready || !process.isAlive());
            if (!worker.ready) {
                throw new IOException("a worker process ended with " + process.waitFor());
            }
            return worker;
        } catch (IOException | InterruptedException e) {
            worker.kill();
            throw e;
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    ready = true;
                } else if (line.startsWith(BEGUN)) {
                    begun.add(parse(line));
                    count.incrementAndGet();
                }
            }
        } catch (IOException killed) {
            // Whoever waits for a job sees that the process is gone.
        }
    }

    /** Reads the line of a job that began. */
    static Begun parse(String line) {
        int space = line.indexOf(' ', BEGUN.length());
        return new Begun(
                Long.parseLong(line.substring(BEGUN.length(), space)),
                Long.parseLong(line.substring(space + 1)));
    }

    /** Returns the jobs that began so far. */
    List<Begun> begun() {
        return new ArrayList<>(begun);
    }

    /**
     * Waits until as many different jobs have begun.
     *
     * @throws IOException if the process ends, or the jobs do not come within the limit
     * @throws InterruptedException if this thread was told to stop
     */
    void awaitBegun(int jobs, Duration limit) throws IOException, InterruptedException {
        Waiting.await(
                jobs + " jobs to begin",
                limit,
                () -> {
                    if (!process.isAlive()) {
                        throw new IOException("a worker process ended with " + process.exitValue());
                    }
                    return count.get() >= jobs && numbers().size() >= jobs;
                });
    }

    /** Returns the numbers of the jobs that began so far. */
    Set<Long> numbers() {
        Set<Long> numbers = new HashSet<>();
        begun.forEach(job -> numbers.add(job.number()));
        return numbers;
    }

    /** Returns the processor time that it has used. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Kills it as {@code kill -9} does, and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets it stop by itself, for a while. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
