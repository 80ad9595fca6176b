package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobState;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What holds for stores on a database server, where processes see each other by it. */
abstract class ServerStoreContract extends StoreContract {
    /** Ends all connections of the store's, from the server's side. */
    abstract void terminateConnections() throws Exception;

    /** Puts the database's clock on, while no time passes. */
    abstract void stepClock(Duration time);

    @Override
    protected void kill(WorkerSession session) {
        ((SqlSession) session).die();
    }

    @Test
    void findsTheJobsOfOtherNodesWithoutABeat() throws Exception {
        LinkedBlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            other.onSignal(heard::add);
            accept("mail");
            Lane lane = next(heard, Signal.Due.class).lanes().getFirst();
            assertThat(other.claim(List.of(new Quota(lane, 1)))).hasSize(1);
        }
    }

    @Test
    void takesNothingFromTheLivingWhenTheDatabasesClockIsPutForward() {
        accept("mail");
        Claim claim = claimOne();
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            advance(Duration.ofSeconds(5));
            other.beat();
            worker.beat();

            stepClock(Duration.ofMinutes(10));

            assertThat(other.beat().recovered()).isZero();
            assertThat(worker.beat().alive()).isTrue();
            assertThat(other.beat().recovered()).isZero();
            assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        }
    }

    @Test
    void takesNothingFromTheLivingWhenItComesAfterTheDatabasesClockWasPutForward() {
        accept("mail");
        Claim claim = claimOne();
        stepClock(Duration.ofMinutes(10));
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            assertThat(other.beat().recovered()).isZero();
            assertThat(worker.beat().alive()).isTrue();
            assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        }
    }

    @Test
    void takesTheJobsOfTheSilentLaterWhenTheDatabasesClockWasPutForward() {
        UUID id = accept("mail");
        assertThat(claim(worker, 1)).hasSize(1);
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            advance(Duration.ofSeconds(5));
            other.beat();
            stepClock(Duration.ofMinutes(10));
            assertThat(other.beat().recovered()).isZero();

            advance(worker.lease().plusSeconds(1));

            assertThat(other.beat().recovered()).isEqualTo(1);
            assertThat(state(id)).isEqualTo(JobState.ENQUEUED);
            assertThat(worker.beat().alive()).isFalse();
        }
    }

    @Test
    void givesAConnectionUpThatIsSilentForTwoLeasesUnlessItComesWithALimit() throws Exception {
        ServerStore server = (ServerStore) store;
        int twoLeases = (int) worker.lease().multipliedBy(2).toMillis();
        for (Links links : List.of(server.writing(true), server.writing(false), server.reading())) {
            Link link = links.take();
            Connection connection = link.connection();
            assertThat(connection.getNetworkTimeout()).isEqualTo(twoLeases);
            links.give(link, false);
        }
    }

    @Test
    void buriesADeadNeighbourWithoutABeat() {
        UUID id = accept("mail");
        WorkerSession dying = store.join();
        assertThat(claim(dying, 1)).hasSize(1);
        worker.beat();
        dying.beat();
        long began = System.nanoTime();
        kill(dying);
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> state(id) == JobState.ENQUEUED);
        System.out.println("recovered after " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    @Test
    void keepsAWorkerThatLostItsConnectionOnly() throws Exception {
        accept("mail");
        Claim claim = claimOne();
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            worker.beat();
            other.beat();
            terminateConnections();
            for (int i = 0; i < 3; i++) {
                assertThat(worker.beat().alive()).isTrue();
                other.beat();
            }
            assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        }
    }
}
