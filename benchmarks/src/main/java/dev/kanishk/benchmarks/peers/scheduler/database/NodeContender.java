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
import java.util.function.Function;

/**
 * A scheduler for Node under load, by a process that stays warm between runs. One thread at a time
 * may call it.
 */
final class NodeContender implements Contender {
    private static final String DONE = "done";
    private static final String PROGRESS = "progress ";
    private static final String ENDED = "";
    private static final int ANSWER_MINUTES_MAX = 15;
    private static final int STOP_SECONDS_MAX = 5;

    private final String name;
    private final NodeInstallation installation;
    private final Function<Database, String> address;
    private final String unfinishedQuery;
    private final Set<Tuning> recoveries;
    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile Progress progress = new Progress(0, 0, 0, 0);

    private NodeContender(
            String name,
            NodeInstallation installation,
            Function<Database, String> address,
            String unfinishedQuery,
            Set<Tuning> recoveries)
            throws IOException {
        this.name = name;
        this.installation = installation;
        this.address = address;
        this.unfinishedQuery = unfinishedQuery;
        this.recoveries = recoveries;
        this.process =
                new ProcessBuilder(installation.command())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts graphile-worker's process. It keeps no history: a job's row goes when the job is done.
     */
    static NodeContender graphileWorker(NodeInstallation installation) throws IOException {
        return new NodeContender(
                        "graphileWorker",
                        installation,
                        Database::url,
                        "SELECT count(*) FROM graphile_worker._private_jobs",
                        Set.of(Tuning.DEFAULTS))
                .listening();
    }

    /**
     * Starts BullMQ's process, whose jobs are in Redis and stay there when they are done. To create
     * its tables is to forget all jobs. It counts a run when Redis has written it off, so the
     * database has nothing to say about that.
     */
    static NodeContender bullMq(String name, NodeInstallation installation, RedisServer redis)
            throws IOException {
        return new NodeContender(name, installation, database -> redis.url(), "SELECT 0", Set.of())
                .listening();
    }

    private NodeContender listening() {
        Thread.ofVirtual().start(this::listen);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isFloor() {
        return false;
    }

    @Override
    public Set<Tuning> recoveries() {
        return recoveries;
    }

    @Override
    public String unfinishedQuery() {
        return unfinishedQuery;
    }

    @Override
    public void migrate(Database database) throws IOException, InterruptedException {
        ask("migrate", address.apply(database));
    }

    @Override
    public Handed enqueueOneByOne(Database database, int callers, Duration time)
            throws IOException, InterruptedException {
        return handed(ask("oneByOne", address.apply(database), callers, time.toMillis()));
    }

    @Override
    public Handed enqueueBatches(Database database, int callers, int batch, long jobs)
            throws IOException, InterruptedException {
        return handed(ask("batches", address.apply(database), callers, batch, jobs));
    }

    @Override
    public long enqueuePaced(Database database, int callers, int perSecond, int jobs)
            throws IOException, InterruptedException {
        return Long.parseLong(ask("paced", address.apply(database), callers, perSecond, jobs));
    }

    @Override
    public Drain drain(Database database, Tuning tuning, long jobs)
            throws IOException, InterruptedException {
        progress = new Progress(0, 0, 0, 0);
        ask("drain", address.apply(database), tuning, Tuning.SLOTS, jobs);
        return new Drain() {
            @Override
            public Progress progress() throws IOException {
                if (!process.isAlive()) {
                    throw new IOException(name + "'s process ended");
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
                        address.apply(database),
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
            throw new IOException(name + " does not " + words[0] + ": " + answer);
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
