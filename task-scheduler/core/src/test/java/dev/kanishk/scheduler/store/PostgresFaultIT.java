package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is acknowledged is done once, whatever becomes of the server meanwhile. */
class PostgresFaultIT {
    private static final int CALLERS = 4;

    private EmbeddedPostgres server;
    private @Nullable Process restarted;
    private PostgresStore store;
    private volatile boolean exhausted;
    private volatile boolean stopped;
    private volatile boolean allAccepted;

    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Integer> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
        store = PostgresStore.open(this::connect, PostgresStore.SCHEMA, StoreOptions.DEFAULTS);
    }

    private Connection connect() throws SQLException {
        if (exhausted) {
            throw new SQLTransientConnectionException("the pool has no connection left");
        }
        return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        stopped = true;
        allAccepted = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofMinutes(1));
        }
        store.close();
        Process process = restarted;
        if (process != null) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
        server.close();
    }

    private void begin(Runnable work) {
        threads.add(Thread.ofPlatform().start(work));
    }

    private void enqueue() {
        while (!stopped) {
            try {
                store.enqueue(List.of(JobRequest.of("mail", "{}")), "caller").stream()
                        .map(Receipt::id)
                        .forEach(acknowledged::add);
            } catch (StoreException e) {
                refusals.incrementAndGet();
            }
        }
    }

    /** Works until everything is done, and goes on whatever fails. */
    private void work() {
        WorkerSession session = join();
        boolean idle = false;
        while (!allAccepted || !idle) {
            try {
                List<Quota> quotas =
                        session.beat().lanes().stream().map(lane -> new Quota(lane, 50)).toList();
                List<Claim> claims = session.claim(quotas);
                idle = claims.isEmpty() && isQuiet();
                finish(session, claims);
            } catch (StoreException e) {
                refusals.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        session.close();
    }

    private boolean isQuiet() {
        return store.types().stream()
                .allMatch(type ->
                        type.count(JobState.ENQUEUED) == 0 && type.count(JobState.RUNNING) == 0);
    }

    private WorkerSession join() {
        while (true) {
            try {
                return store.join();
            } catch (StoreException e) {
                refusals.incrementAndGet();
            }
        }
    }

    /** An end whose answer was lost is asked for again, and then refused. */
    private void finish(WorkerSession session, List<Claim> claims) {
        List<End> ends = claims.stream().map(c -> new End(c, new Result.Succeeded())).toList();
        for (int tries = 0; tries < 200; tries++) {
            try {
                List<Boolean> answers = session.finish(ends);
                for (int i = 0; i < ends.size(); i++) {
                    if (answers.get(i)) {
                        accepted.merge(ends.get(i).claim().id(), 1, Integer::sum);
                    }
                }
                return;
            } catch (StoreException e) {
                refusals.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private void finishAndCheck(String fault, int mostEnds) throws InterruptedException {
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > before + 200);
        stopped = true;
        for (Thread caller : threads.subList(0, CALLERS)) {
            assertThat(caller.join(Duration.ofMinutes(1))).isTrue();
        }
        allAccepted = true;
        assertThat(threads.getLast().join(Duration.ofMinutes(1))).isTrue();
        assertThat(isQuiet()).isTrue();
        assertThat(accepted.values()).allMatch(times -> times <= mostEnds);
        long done = 0;
        UUID after = null;
        List<UUID> lost = new ArrayList<>(acknowledged);
        List<dev.kanishk.scheduler.job.Job> page =
                store.list(new JobQuery(null, JobState.SUCCEEDED, after, 1_000));
        while (!page.isEmpty()) {
            done += page.size();
            Set<UUID> ids = ConcurrentHashMap.newKeySet();
            page.forEach(job -> ids.add(job.id()));
            lost.removeIf(ids::contains);
            after = page.getLast().id();
            page = store.list(new JobQuery(null, JobState.SUCCEEDED, after, 1_000));
        }
        System.out.printf(
                "%s: %d acknowledged, %d done, %d calls failed%n",
                fault, acknowledged.size(), done, refusals.get());
        assertThat(lost).isEmpty();
    }

    private void beginAll() {
        for (int i = 0; i < CALLERS; i++) {
            begin(this::enqueue);
        }
        begin(this::work);
        await().atMost(Duration.ofSeconds(30)).until(() -> accepted.size() > 100);
    }

    @Test
    void losesNothingWhenBackendsAreTerminated() throws Exception {
        beginAll();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 25; i++) {
                statement.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                + " application_name = 'task-scheduler'");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        finishAndCheck("backends terminated 25 times", 1);
    }

    @Test
    void losesNothingWhenThePoolHasNoConnectionsForAWhile() throws Exception {
        beginAll();
        exhausted = true;
        try (Connection connection =
                        DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                            + " application_name = 'task-scheduler'");
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        exhausted = false;
        finishAndCheck("pool exhausted for 2 s", 1);
    }

    @Test
    void losesNothingWhenTheServerIsKilledAndStartedAgain() throws Exception {
        beginAll();
        long pid;
        Path pidFile = dataFolder().resolve("postmaster.pid");
        pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // The server does not run as root; this is how the test's server is started, too.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(postmaster.info().command().orElseThrow());
        command.addAll(List.of(postmaster.info().arguments().orElseThrow()));
        assertThat(postmaster.destroyForcibly()).isTrue();
        await().until(() -> !postmaster.isAlive());
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    restarted = new ProcessBuilder(command).inheritIO().start();
                    return !restarted.waitFor(2, TimeUnit.SECONDS);
                });
        // An end that the server had acknowledged but not flushed is undone, and the job runs
        // again.
        finishAndCheck("server killed", 2);
    }

    private Path dataFolder() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        }
    }
}
