package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Handed;
import dev.kanishk.benchmarks.peers.scheduler.database.Database.Counts;
import dev.kanishk.benchmarks.peers.scheduler.database.FrontedEngine.Form;
import dev.kanishk.benchmarks.peers.scheduler.database.RedisServer.Persistence;
import dev.kanishk.benchmarks.peers.scheduler.database.SchedulerEngine.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Measures what Redis adds in front of ours, on the same servers with it and without it, and BullMQ
 * on the same Redis, all in turns. Jobs that do not go through Redis though it is there are told.
 */
final class Fronts {
    private static final List<Integer> CALLERS = List.of(8, 64);
    private static final int BURST_CALLERS = 256;
    private static final int LOAD_PROCESSES = 16;
    private static final int LOAD_PER_SECOND = 2_000;
    private static final int LOAD_CALLERS = 64;
    private static final Duration WARMUP_TIME = Duration.ofMillis(300);
    private static final int WARMUP_JOBS = 2_000;
    private static final Duration STORED_MAX = Duration.ofMinutes(1);
    private static final String STORED_QUERY = "SELECT count(*) FROM task_scheduler.ready";
    private static final double MILLI_NANOS = 1e6;

    /** Of ours, without Redis first, those that need no disk of Redis. */
    private static final int IN_MEMORY = 3;

    /** Of ours those whose callers wait for the database. */
    private static final int DURABLE = 2;

    private final Field field;
    private final Plan plan;
    private final Sink sink;
    private final List<JvmContender> ours;
    private final List<NodeContender> bullMq;

    private Fronts(
            Field field,
            Plan plan,
            Sink sink,
            List<JvmContender> ours,
            List<NodeContender> bullMq) {
        this.field = field;
        this.plan = plan;
        this.sink = sink;
        this.ours = ours;
        this.bullMq = bullMq;
    }

    /** Starts Redis twice, once with a log that is forced to the disk, and measures all. */
    static void measure(Field field, Plan plan, Sink sink)
            throws IOException, InterruptedException {
        Path work = field.work();
        List<NodeContender> bullMq = new ArrayList<>();
        try (RedisServer none = RedisServer.start(work.resolve("redis"), Persistence.NONE);
                RedisServer forced =
                        RedisServer.start(work.resolve("redis-forced"), Persistence.FORCED)) {
            List<FrontedEngine> fronted = new ArrayList<>();
            for (Form form : Form.values()) {
                RedisServer redis = form == Form.FROM_FORCED_REDIS ? forced : none;
                fronted.add(new FrontedEngine(form, redis.port()));
            }
            NodeInstallation.Found node = field.bullMq();
            if (node.installation().isPresent()) {
                NodeInstallation installation = node.installation().get();
                bullMq.add(NodeContender.bullMq("bullMq", installation, none));
                bullMq.add(NodeContender.bullMq("bullMqForced", installation, forced));
            } else {
                sink.note("NOT MEASURED: BullMQ, since " + node.missing());
            }
            List<JvmContender> ours = new ArrayList<>();
            ours.add(new JvmContender(new OurEngine(false)));
            fronted.forEach(engine -> ours.add(new JvmContender(engine)));
            new Fronts(field, plan, sink, ours, bullMq).measure();
            fronted.stream()
                    .filter(engine -> engine.aside() > 0)
                    .map(Fronts::aside)
                    .forEach(sink::note);
        } finally {
            for (NodeContender each : bullMq) {
                each.close();
            }
        }
    }

    private static String aside(FrontedEngine engine) {
        return "Handed in to %s and not through Redis: %,d jobs of all, warm-up included"
                .formatted(engine.name(), engine.aside());
    }

    private void measure() throws IOException, InterruptedException {
        enqueue();
        load();
        burst();
        startLatency();
        drain();
    }

    @FunctionalInterface
    private interface Run<C extends Contender> {
        /** Measures once; a first run warms up and is short. */
        void of(C contender, Database database, boolean counts)
                throws IOException, InterruptedException;
    }

    private void enqueue() throws IOException, InterruptedException {
        for (int callers : CALLERS) {
            inTurns(
                    all(ours, bullMq),
                    (contender, database, counts) -> {
                        Duration time = counts ? plan.front().enqueueTime() : WARMUP_TIME;
                        Counts before = database.counts();
                        Handed handed = contender.enqueueOneByOne(database, callers, time);
                        Counts used = database.counts().since(before);
                        if (counts) {
                            Cell cell =
                                    Cell.of(Metric.REDIS_ENQUEUE, "callers", callers, contender);
                            sink.run(cell, handed.perSecond());
                            if (contender instanceof JvmContender) {
                                sink.run(
                                        at(Metric.REDIS_ENQUEUE_STATEMENTS, cell),
                                        (double) used.statements() / handed.jobs());
                            }
                        }
                    });
        }
    }

    /** Each process is one of the clients, with connections of its own. */
    private void load() throws IOException, InterruptedException {
        inTurns(
                ours.subList(0, IN_MEMORY),
                (contender, database, counts) -> {
                    int jobs = counts ? LOAD_PER_SECOND * plan.front().loadSeconds() : WARMUP_JOBS;
                    List<Client> clients = new ArrayList<>();
                    try {
                        for (int process = 0; process < LOAD_PROCESSES; process++) {
                            clients.add(contender.client(database, LOAD_CALLERS / LOAD_PROCESSES));
                        }
                        Counts before = database.counts();
                        Duration processorBefore = field.server().processorTime();
                        long start = System.nanoTime();
                        new Callers(clients, LOAD_CALLERS).paced(LOAD_PER_SECOND, jobs);
                        awaitStored(database, jobs);
                        long nanos = System.nanoTime() - start;
                        Duration used = field.server().processorTime().minus(processorBefore);
                        Counts done = database.counts().since(before);
                        if (counts) {
                            Cell cell = load(contender);
                            sink.run(cell, (double) done.statements() / jobs);
                            sink.run(at(Metric.REDIS_LOAD_PROCESSOR, cell), share(used, nanos));
                        }
                    } finally {
                        clients.forEach(Client::close);
                    }
                });
    }

    private static Cell load(Contender contender) {
        Map<String, String> point =
                Map.of(
                        "processes", Integer.toString(LOAD_PROCESSES),
                        "perSecond", Integer.toString(LOAD_PER_SECOND));
        return new Cell(Metric.REDIS_LOAD_STATEMENTS, new TreeMap<>(point), contender.name());
    }

    private void burst() throws IOException, InterruptedException {
        inTurns(
                ours.subList(0, IN_MEMORY),
                (contender, database, counts) -> {
                    int jobs = counts ? plan.front().burstJobs() : WARMUP_JOBS;
                    Histogram calls = new ConcurrentHistogram(3);
                    Client client = contender.client(database, BURST_CALLERS);
                    try (client) {
                        long start = System.nanoTime();
                        Handed handed = new Callers(client, BURST_CALLERS).burst(jobs, calls);
                        awaitStored(database, jobs);
                        long stored = System.nanoTime() - start;
                        if (counts) {
                            Cell cell = Cell.of(Metric.REDIS_BURST, "jobs", jobs, contender);
                            sink.run(cell, millis(handed.nanos()));
                            sink.run(
                                    at(Metric.REDIS_BURST_CALL, cell), Processes.millis(calls, 99));
                            sink.run(at(Metric.REDIS_BURST_STORED, cell), millis(stored));
                        }
                    }
                });
    }

    private void startLatency() throws IOException, InterruptedException {
        List<NodeContender> inMemory = bullMq.stream().limit(1).toList();
        List<Contender> contenders = all(ours.subList(0, DURABLE), inMemory);
        inTurns(
                contenders,
                (contender, database, counts) -> {
                    // Each worker is a process of its own, and warms up in each run.
                    if (counts) {
                        int seconds = plan.front().pacedSeconds();
                        Histogram nanos = Processes.startLatency(contender, database, seconds);
                        int perSecond = Processes.PER_SECOND;
                        Cell cell =
                                Cell.of(
                                        Metric.REDIS_START_MEDIAN,
                                        "perSecond",
                                        perSecond,
                                        contender);
                        sink.run(cell, Processes.millis(nanos, 50));
                        sink.run(at(Metric.REDIS_START_P99, cell), Processes.millis(nanos, 99));
                    }
                });
    }

    private void drain() throws IOException, InterruptedException {
        List<Contender> contenders = all(ours.subList(0, 1), bullMq);
        inTurns(
                contenders,
                (contender, database, counts) -> {
                    long jobs = counts ? plan.front().drainJobs() : WARMUP_JOBS;
                    Drains.fill(contender, database, jobs);
                    double perSecond = Drains.run(contender, database, jobs).perSecond();
                    if (counts) {
                        sink.run(Cell.of(Metric.REDIS_DRAIN, "jobs", jobs, contender), perSecond);
                    }
                });
    }

    private static List<Contender> all(List<JvmContender> ours, List<NodeContender> bullMq) {
        return Stream.<Contender>concat(ours.stream(), bullMq.stream()).toList();
    }

    private <C extends Contender> void inTurns(List<C> contenders, Run<C> run)
            throws IOException, InterruptedException {
        for (int number = 0; number <= plan.runs(); number++) {
            boolean counts = number > 0;
            for (C contender : contenders) {
                if (field.takesPart(contender.name())) {
                    field.visit(contender, database -> run.of(contender, database, counts));
                }
            }
        }
    }

    private static void awaitStored(Database database, long jobs)
            throws IOException, InterruptedException {
        try (Connection observer = database.observe()) {
            Waiting.await(
                    jobs + " jobs in the database",
                    STORED_MAX,
                    () -> Database.number(observer, STORED_QUERY) >= jobs);
        } catch (SQLException e) {
            throw new IOException("cannot close a connection", e);
        }
    }

    private static Cell at(Metric metric, Cell cell) {
        return new Cell(metric, cell.point(), cell.contender());
    }

    private static double millis(long nanos) {
        return nanos / MILLI_NANOS;
    }

    private static double share(Duration used, long nanos) {
        return 100.0 * used.toNanos() / nanos;
    }
}
