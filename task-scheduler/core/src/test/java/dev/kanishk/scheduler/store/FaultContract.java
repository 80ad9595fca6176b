package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is acknowledged is done once, whatever becomes of the server meanwhile. */
abstract class FaultContract {
    private static final int CALLERS = 4;

    /** How long a server may take until it is there again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private SqlStore store;
    private volatile boolean exhausted;
    private volatile boolean stopped;
    private volatile boolean allAccepted;

    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Integer> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    /** Opens an empty store on a server that is as durable as in production. */
    abstract SqlStore start(Links.Source source) throws Exception;

    /** A connection to the server. */
    abstract Connection connect() throws SQLException;

    /** Ends the connections of the store. */
    abstract void terminate(Connection operator) throws SQLException;

    /** Ends the server by SIGKILL, and starts it again. */
    abstract void kill() throws Exception;

    /** Ends what the test has started. */
    abstract void end() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store =
                start(() -> {
                    if (exhausted) {
                        throw new SQLTransientConnectionException(
                                "the pool has no connection left");
                    }
                    return connect();
                });
    }

    @AfterEach
    void stop() throws Exception {
        stopped = true;
        allAccepted = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofMinutes(1));
        }
        store.close();
        end();
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
        boolean over = false;
        while (!over) {
            // Read first: what is accepted after the look is not seen by it.
            boolean all = allAccepted;
            try {
                List<Quota> quotas =
                        session.beat().lanes().stream().map(lane -> new Quota(lane, 50)).toList();
                List<Claim> claims = session.claim(quotas);
                finish(session, claims);
                over = all && claims.isEmpty() && isQuiet();
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
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
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
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 200);
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
        try (Connection operator = connect()) {
            for (int i = 0; i < 25; i++) {
                terminate(operator);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        finishAndCheck("backends terminated 25 times", 1);
    }

    @Test
    void losesNothingWhenThePoolHasNoConnectionsForAWhile() throws Exception {
        beginAll();
        exhausted = true;
        try (Connection operator = connect()) {
            terminate(operator);
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        exhausted = false;
        finishAndCheck("pool exhausted for 2 s", 1);
    }

    @Test
    void losesNothingWhenTheServerIsKilledAndStartedAgain() throws Exception {
        beginAll();
        kill();
        finishAndCheck("server killed", mostEndsWhenKilled());
    }

    /** How often an end may be accepted when the server was killed. */
    abstract int mostEndsWhenKilled();
}
