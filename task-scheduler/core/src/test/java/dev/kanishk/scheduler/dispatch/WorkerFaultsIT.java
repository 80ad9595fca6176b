package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.Attempt;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.recurring.MissedTicks;
import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.recurring.Schedule;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.StoreOptions;
import dev.kanishk.scheduler.store.TestPostgres;
import dev.kanishk.scheduler.store.WorkerSession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is acknowledged is done, whatever becomes of the processes that do it. */
class WorkerFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int KILLS = 10;
    private static final int BURST = 300;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    @TempDir Path folder;
    private String url;
    private PostgresStore store;
    private final List<LoggedWorker> workers = new ArrayList<>();
    private final List<LoggedWorker> ended = new ArrayList<>();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private Thread caller;
    private volatile boolean stopped;

    @BeforeEach
    void open() {
        url = TestPostgres.freshDatabase();
        store = PostgresStore.open(url, StoreOptions.DEFAULTS);
        caller = Thread.ofPlatform().unstarted(this::enqueueUntilStopped);
    }

    @AfterEach
    void close() throws InterruptedException {
        endCaller();
        for (LoggedWorker worker : workers) {
            worker.kill();
        }
        store.close();
    }

    private LoggedWorker start() throws IOException {
        Path log = folder.resolve("log" + (workers.size() + ended.size()));
        LoggedWorker worker = LoggedWorker.start(url, log);
        workers.add(worker);
        return worker;
    }

    private void startAll(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            start();
        }
        await().atMost(PATIENCE).until(() -> workers.stream().allMatch(LoggedWorker::hasJoined));
    }

    private void enqueue(int count, JobRequest request) {
        store.enqueue(Collections.nCopies(count, request), "caller").stream()
                .map(Receipt::id)
                .forEach(acknowledged::add);
    }

    private void enqueueUntilStopped() {
        while (!stopped) {
            enqueue(8, JobRequest.of("slow", "100"));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void endCaller() throws InterruptedException {
        stopped = true;
        if (caller.getState() != Thread.State.NEW) {
            assertThat(caller.join(PATIENCE)).isTrue();
        }
    }

    private void awaitEnd() throws InterruptedException {
        endCaller();
        await().atMost(PATIENCE)
                .until(() ->
                        store.types().stream()
                                .allMatch(type ->
                                        type.count(JobState.ENQUEUED)
                                                        + type.count(JobState.SCHEDULED)
                                                        + type.count(JobState.RUNNING)
                                                == 0));
    }

    private List<Job> jobs() {
        List<Job> all = new ArrayList<>();
        List<Job> page = store.list(new JobQuery(null, null, null, JobQuery.MAX_LIMIT));
        while (!page.isEmpty()) {
            all.addAll(page);
            page = store.list(new JobQuery(null, null, all.getLast().id(), JobQuery.MAX_LIMIT));
        }
        return all;
    }

    private Collection<LoggedWorker> everyWorker() {
        List<LoggedWorker> all = new ArrayList<>(workers);
        all.addAll(ended);
        return all;
    }

    /** How often each job was begun, by the logs of all workers. */
    private Map<UUID, Long> starts() {
        List<UUID> started = new ArrayList<>();
        for (LoggedWorker worker : everyWorker()) {
            worker.begun().forEach(start -> started.add(start.job()));
        }
        return started.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** When one of some jobs was begun first by a worker that lives. */
    private long firstBegun(Set<UUID> some) {
        OptionalLong[] first = {OptionalLong.empty()};
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long least = Long.MAX_VALUE;
                    for (LoggedWorker worker : workers) {
                        for (LoggedWorker.Begun begun : worker.begun()) {
                            if (some.contains(begun.job())) {
                                least = Math.min(least, begun.atMs());
                            }
                        }
                    }
                    first[0] = least == Long.MAX_VALUE ? first[0] : OptionalLong.of(least);
                    return first[0].isPresent();
                });
        return first[0].getAsLong();
    }

    @Test
    void losesNothingAndRepeatsOnlyWhatRanWhenWorkersAreKilledAgainAndAgain() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Instant first = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(1);
        tick(first);
        startAll(3);
        caller.start();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > 200);
        List<Long> recoveries = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            LoggedWorker victim = workers.get(random.nextInt(workers.size()));
            enqueue(BURST, JobRequest.of("slow", "100"));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> victim.unfinished().size() >= 20);
            long killedAtMs = System.currentTimeMillis();
            victim.kill();
            workers.remove(victim);
            ended.add(victim);
            recoveries.add(firstBegun(victim.unfinished()) - killedAtMs);
            LoggedWorker next = start();
            await().atMost(PATIENCE).until(next::hasJoined);
        }
        Instant next = unscheduled();
        awaitEnd();

        List<Job> jobs = jobs();
        checkThatOnlyWhatRanWasRepeated(jobs);
        checkTicks(jobs, first, next);
        Collections.sort(recoveries);
        System.out.printf(
                "killed %d workers: begun again %d to %d ms after it, median %d%n",
                KILLS, recoveries.getFirst(), recoveries.getLast(), recoveries.get(KILLS / 2));
        assertThat(recoveries.get(KILLS / 2)).isLessThan(1_000);
        assertThat(recoveries.getLast()).isLessThan(4_000);
    }

    private void tick(Instant first) {
        Schedule schedule = Schedule.parse("rate " + TICK + " from " + first);
        JobRequest job = JobRequest.of("slow", "10");
        try (WorkerSession session = store.join()) {
            session.schedule(new Recurring("tick", schedule, MissedTicks.RUN_ALL, job, first));
        }
    }

    /** Ends the ticks; gives the one that was to come, or an earlier one. */
    private Instant unscheduled() {
        Instant next = store.recurring().getFirst().next();
        try (WorkerSession session = store.join()) {
            assertThat(session.unschedule("tick")).isTrue();
        }
        return next;
    }

    private static void checkTicks(List<Job> jobs, Instant first, Instant next) {
        List<Instant> ticks = new ArrayList<>();
        for (Job job : jobs) {
            String key = job.request().idempotencyKey();
            if (key != null) {
                ticks.add(Instant.parse(key.substring("tick ".length())));
            }
        }
        Collections.sort(ticks);
        assertThat(ticks.getLast()).isAfterOrEqualTo(next.minus(TICK));
        for (int i = 0; i < ticks.size(); i++) {
            assertThat(ticks.get(i)).isEqualTo(first.plus(TICK.multipliedBy(i)));
        }
        System.out.println(ticks.size() + " ticks, each with one job");
    }

    private void checkThatOnlyWhatRanWasRepeated(List<Job> jobs) {
        Map<UUID, Long> starts = starts();
        Map<String, Set<UUID>> begunByDead =
                ended.stream()
                        .collect(
                                Collectors.toMap(
                                        LoggedWorker::name,
                                        worker ->
                                                worker.begun().stream()
                                                        .map(LoggedWorker.Begun::job)
                                                        .collect(Collectors.toSet())));
        int repeated = 0;
        int taken = 0;
        Set<UUID> done = new HashSet<>();
        for (Job job : jobs) {
            assertThat(job.state()).as("%s", job).isEqualTo(JobState.SUCCEEDED);
            done.add(job.id());
            long begunThere = 0;
            if (job.attempts() > 1) {
                List<Transition> audit = store.audit(job.id());
                assertThat(audit).filteredOn(c -> c.to() == JobState.SUCCEEDED).hasSize(1);
                List<String> died =
                        Attempt.of(audit).stream()
                                .filter(one -> one.outcome() == Cause.WORKER_DIED)
                                .map(Attempt::worker)
                                .toList();
                assertThat(begunByDead).as("%s", audit).containsKeys(died.toArray(String[]::new));
                begunThere =
                        died.stream()
                                .filter(name ->
                                        begunByDead.getOrDefault(name, Set.of()).contains(job.id()))
                                .count();
                repeated += begunThere > 0 ? 1 : 0;
                taken += begunThere == 0 && !died.isEmpty() ? 1 : 0;
            }
            assertThat(starts.get(job.id())).as("%s", job).isEqualTo(begunThere + 1);
            // One that only lay there is counted once at most, and never out.
            assertThat(job.crashes()).as("%s", job).isLessThanOrEqualTo((int) begunThere + 1);
        }
        assertThat(done).containsAll(acknowledged);
        System.out.printf(
                "%d acknowledged, %d done; %d were running at a death and ran again,"
                        + " %d had only been taken%n",
                acknowledged.size(), done.size(), repeated, taken);
        assertThat(repeated).isPositive();
    }

    @Test
    void refusesWhatAWorkerSaysThatWasStoppedForLongerThanItsLease() throws Exception {
        startAll(2);
        enqueue(100, JobRequest.of("slow", "400"));
        LoggedWorker stoppedOne = workers.getFirst();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> stoppedOne.unfinished().size() >= 20);
        Instant stoppedAt = Instant.now();
        stoppedOne.signal("STOP");
        caller.start();
        String name = stoppedOne.name();
        Set<UUID> held = stoppedOne.unfinished();
        UUID one = held.iterator().next();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() ->
                        held.stream()
                                .allMatch(id -> store.find(id).orElseThrow().state().isOver()));
        Instant takenAt =
                store.audit(one).stream()
                        .filter(change -> change.cause() == Cause.WORKER_DIED)
                        .findFirst()
                        .orElseThrow()
                        .at();
        stoppedOne.signal("CONT");
        await().atMost(PATIENCE).until(() -> stoppedOne.refused() > 0);
        Set<UUID> before = stoppedOne.done();
        await().atMost(PATIENCE).until(() -> stoppedOne.done().size() > before.size() + 50);
        awaitEnd();

        Map<UUID, Long> starts = starts();
        for (Job job : jobs()) {
            assertThat(job.state()).as("%s", job).isEqualTo(JobState.SUCCEEDED);
            List<Transition> audit = job.attempts() > 1 ? store.audit(job.id()) : List.of();
            assertThat(audit).filteredOn(c -> c.to() == JobState.SUCCEEDED).hasSizeLessThan(2);
            if (held.contains(job.id())) {
                List<Attempt> attempts = Attempt.of(audit);
                assertThat(attempts.getFirst().worker()).isEqualTo(name);
                assertThat(attempts.getFirst().outcome()).isEqualTo(Cause.WORKER_DIED);
            } else {
                assertThat(starts.get(job.id())).as("%s", audit).isOne();
            }
        }
        Duration after = Duration.between(stoppedAt, takenAt);
        System.out.printf(
                "stopped with %d jobs: taken after %d ms, %d of its ends refused, then it did %d%n",
                held.size(),
                after.toMillis(),
                stoppedOne.refused(),
                stoppedOne.done().size() - before.size());
        // Its lease is 15 s from its last beat, which was a second before at most.
        assertThat(after).isBetween(Duration.ofSeconds(13), Duration.ofSeconds(25));
    }

    @Test
    void takesAJobThatEndsItsProcessOutOfTheWayWhileOthersGoOn() throws Exception {
        startAll(3);
        caller.start();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > 200);
        JobRequest request = JobRequest.of("poison", "");
        UUID poison = store.enqueue(List.of(request), "caller").getFirst().id();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    for (LoggedWorker worker : List.copyOf(workers)) {
                        if (!worker.isAlive()) {
                            workers.remove(worker);
                            ended.add(worker);
                            start();
                        }
                    }
                    return store.find(poison).orElseThrow().state() == JobState.DEAD;
                });
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 200);
        awaitEnd();

        assertThat(ended).hasSize(3);
        assertThat(workers).allMatch(LoggedWorker::isAlive);
        Job dead = store.find(poison).orElseThrow();
        assertThat(dead.crashes()).isEqualTo(3);
        assertThat(dead.failures()).isZero();
        List<Job> others = jobs();
        others.removeIf(job -> job.id().equals(poison));
        assertThat(others).hasSizeGreaterThanOrEqualTo(acknowledged.size());
        assertThat(others).allMatch(job -> job.state() == JobState.SUCCEEDED);
        long most = others.stream().mapToInt(Job::crashes).max().orElseThrow();
        System.out.printf(
                "a job ended 3 workers and is dead; %d others are done, with %d crashes at most%n",
                others.size(), most);
    }

    @Test
    void goesByTheDatabasesClockWhenThoseOfWorkersAreTenMinutesBehind() throws Exception {
        runsAtItsTimeByTheDatabasesClock(Duration.ofMinutes(10));
    }

    @Test
    void goesByTheDatabasesClockWhenThoseOfWorkersAreTenMinutesAhead() throws Exception {
        runsAtItsTimeByTheDatabasesClock(Duration.ofMinutes(-10));
    }

    @Test
    void takesNothingFromTheLivingWhenTheDatabasesClockIsPutForwardMeanwhile() throws Exception {
        startAll(2);
        enqueue(20, JobRequest.of("slow", "4000"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> workers.stream().mapToInt(each -> each.begun().size()).sum() == 20);

        putClockForward(Duration.ofMinutes(10));

        awaitEnd();
        for (LoggedWorker worker : workers) {
            for (LoggedWorker.Begun begun : worker.begun()) {
                assertThat(store.find(begun.job()).orElseThrow().attempts()).isOne();
            }
        }
        assertThat(workers.stream().mapToInt(each -> each.begun().size()).sum()).isEqualTo(20);
    }

    private void putClockForward(Duration time) throws SQLException {
        store.close();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    ("CREATE OR REPLACE FUNCTION %s.now_ms() RETURNS bigint LANGUAGE sql VOLATILE"
                                    + " AS 'SELECT (extract(epoch FROM clock_timestamp())"
                                    + " * 1000)::bigint + %d'")
                            .formatted(PostgresStore.SCHEMA, time.toMillis()));
        }
        store = PostgresStore.open(url, StoreOptions.DEFAULTS);
    }

    /*
     * No process's clock can be set here without setting all of them, so it is the database's that
     * is put forward or back: to a worker that is the same. That workers whose clocks are apart do
     * not differ follows from NoClockTest: none of them asks its own.
     */
    private void runsAtItsTimeByTheDatabasesClock(Duration ahead) throws Exception {
        putClockForward(ahead);
        startAll(2);
        enqueue(20, JobRequest.of("slow", "2500"));
        Instant due = Instant.now().plus(ahead).plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
        enqueue(20, JobRequest.of("slow", "10").withRunAt(due));
        awaitEnd();

        List<Long> late = new ArrayList<>();
        for (LoggedWorker worker : workers) {
            for (LoggedWorker.Begun begun : worker.begun()) {
                Job job = store.find(begun.job()).orElseThrow();
                assertThat(job.attempts()).as("nobody took it away: %s", job).isOne();
                assertThat(job.acceptedAt())
                        .isCloseTo(Instant.now().plus(ahead), within(1, ChronoUnit.MINUTES));
                if (job.request().payload().equals("10")) {
                    Instant at = Instant.ofEpochMilli(begun.atMs()).plus(ahead);
                    late.add(Duration.between(due, at).toMillis());
                }
            }
        }
        Collections.sort(late);
        System.out.printf(
                "the database's clock is %s ahead: begun %d to %d ms after they were due%n",
                ahead, late.getFirst(), late.getLast());
        assertThat(late).hasSize(20).allMatch(ms -> ms >= 0 && ms < 3_000);
    }
}
