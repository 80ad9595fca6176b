package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Handed;
import dev.kanishk.benchmarks.peers.scheduler.database.Drains.Drained;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every contender once, with few jobs, on a server as it is measured on. Where there is no Node,
 * graphile-worker is not checked, and the output says so.
 */
class SchedulersIT {
    private static final int BATCH = 100;
    private static final long BATCHED = 300;

    @TempDir private static Path work;
    private static Field field;

    @BeforeAll
    static void start() throws Exception {
        field = Field.in(work, List.of());
        field.missing()
                .ifPresent(missing -> System.out.println(missing.replace("MEASURED", "CHECKED")));
    }

    @AfterAll
    static void stop() throws Exception {
        field.close();
    }

    @Test
    void serverForcesEveryCommitToTheDisk() throws Exception {
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            assertThat(field.server().setting(setting)).as(setting).isEqualTo("on");
        }
        assertThat(field.server().setting("shared_buffers")).isEqualTo("256MB");
        assertThat(field.server().setting("max_wal_size")).isEqualTo("2GB");
    }

    @Test
    void everyContenderRunsEachJobOnce() throws Exception {
        for (Contender contender : field.contenders()) {
            field.visit(
                    contender,
                    database -> {
                        Handed single =
                                contender.enqueueOneByOne(database, 4, Duration.ofMillis(50));
                        Database.Counts before = database.counts();
                        contender.enqueueBatches(database, 2, BATCH, BATCHED);
                        long batches = database.counts().since(before).statements();
                        long jobs = single.jobs() + BATCHED;
                        long waiting = database.number(contender.unfinishedQuery());

                        Drained drained = Drains.run(contender, database, jobs);

                        assertThat(single.jobs()).as(contender.name()).isPositive();
                        assertThat(waiting).as(contender.name()).isEqualTo(jobs);
                        assertThat(batches).as(contender.name()).isPositive();
                        assertThat(drained.progress().runs()).as(contender.name()).isEqualTo(jobs);
                        assertThat(drained.perSecond()).as(contender.name()).isPositive();
                        assertThat(drained.counts().statements()).as(contender.name()).isPositive();
                    });
        }
    }

    @Test
    void workerProcessesTellWhenAJobBeginsThatWasDueByTheClock() throws Exception {
        for (Contender contender : field.contenders()) {
            if (!contender.isFloor() && !contender.name().equals(new JobRunrEngine().name())) {
                field.visit(
                        contender,
                        database -> {
                            try (WorkerProcess worker =
                                    contender.spawn(database, Tuning.LATENCY, false)) {
                                long start = contender.enqueuePaced(database, 2, 500, 50);
                                worker.awaitBegun(50, Duration.ofMinutes(1));

                                assertThat(worker.begun())
                                        .as(contender.name())
                                        .allMatch(job -> job.number() >= start)
                                        .allMatch(job -> job.nanos() >= job.number());
                            }
                        });
            }
        }
    }

    @Test
    void jobsOfAKilledWorkerAreNotLost() throws Exception {
        Contender contender = new JvmContender(new DbSchedulerEngine());
        field.visit(
                contender,
                database -> {
                    WorkerProcess worker = contender.spawn(database, Tuning.LIVENESS, true);
                    contender.enqueueBatches(database, 1, 2, 2);
                    worker.awaitBegun(2, Duration.ofMinutes(1));

                    worker.kill();

                    assertThat(database.number(contender.unfinishedQuery())).isEqualTo(2);
                });
    }
}
