package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * graphile-worker under load, by a process of Node that stays warm between runs. It keeps no
 * history: a job's row goes when the job is done. One thread at a time may call it.
 */
final class GraphileWorker implements Contender {
    private static final String DONE = "done";
    private static final String PROGRESS = "progress ";
    private static final String ENDED = "";
    private static final int ANSWER_MINUTES_MAX = 15;
    private static final int STOP_SECONDS_MAX = 5;

    private final NodeInstallation installation;
    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile Progress progress = new Progress(0, 0, 0, 0);

    private GraphileWorker(NodeInstallation installation, Process process) {
        this.installation = installation;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts its process. */
    static GraphileWorker start(NodeInstallation installation) throws IOException {
        Process process =
                new ProcessBuilder(installation.command())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        GraphileWorker worker = new GraphileWorker(installation, process);
        Thread.ofVirtual().start(worker::listen);
        return worker;
    }

    @Override
    public String name() {
        return "graphileWorker";
    }

    @Override
    public boolean isFloor() {
        return false;
    }

    @Override
    public Set<Tuning> recoveries() {
        return Set.of(Tuning.DEFAULTS);
    }

    @Override
    public String unfinishedQuery() {
        return "SELECT count(*) FROM graphile_worker._private_jobs";
    }

    @Override
    public void migrate(Database database) throws IOException, InterruptedException {
        ask("migrate", database.url());
    }

    @Override
    public Handed enqueueOneByOne(Database database, int callers, Duration time)
            throws IOException, InterruptedException {
        return handed(ask("oneByOne", database.url(), callers, time.toMillis()));
    }

    @Override
    public Handed enqueueBatches(Database database, int callers, int batch, long jobs)
            throws IOException, InterruptedException {
        return handed(ask("batches", database.url(), callers, batch, jobs));
    }

    @Override
    public long enqueuePaced(Database database, int callers, int perSecond, int jobs)
            throws IOException, InterruptedException {
        return Long.parseLong(ask("paced", database.url(), callers, perSecond, jobs));
    }

    @Override
    public Drain drain(Database database, Tuning tuning, long jobs)
            throws IOException, InterruptedException {
        progress = new Progress(0, 0, 0, 0);
        ask("drain", database.url(), tuning, Tuning.SLOTS, jobs);
        return new Drain() {
            @Override
            public Progress progress() throws IOException {
                if (!process.isAlive()) {
                    throw new IOException("graphile-worker's process ended");
                }
                return progress;
            }

            @Override
            public void close() throws IOException {
                try {
                    ask("stop");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Override
    public WorkerProcess spawn(Database database, Tuning tuning, boolean holds)
            throws IOException, InterruptedException {
        return WorkerProcess.start(
                installation.command(
                        "work",
                        database.url(),
                        tuning.name(),
                        Integer.toString(Tuning.SLOTS),
                        Boolean.toString(holds)));
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                commands.close();
                process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(PROGRESS)) {
                    progress = progress(line);
                } else {
                    answers.add(line);
                }
            }
        } catch (IOException ended) {
            // Whoever waits for an answer is told below.
        }
        answers.add(ENDED);
    }

    private String ask(Object... words) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        commands.write(line.append('\n').toString());
        commands.flush();
        String answer = answers.poll(ANSWER_MINUTES_MAX, TimeUnit.MINUTES);
        if (answer == null || !answer.startsWith(DONE)) {
            throw new IOException("graphile-worker does not " + words[0] + ": " + answer);
        }
        return answer.substring(DONE.length()).strip();
    }

    private static Handed handed(String answer) {
        int space = answer.indexOf(' ');
        return new Handed(
                Long.parseLong(answer.substring(0, space)),
                Long.parseLong(answer.substring(space + 1)));
    }

    /** Reads a line that tells how far a drain is. */
    static Progress progress(String line) {
        String[] words = line.split(" ", -1);
        return new Progress(
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }
}
