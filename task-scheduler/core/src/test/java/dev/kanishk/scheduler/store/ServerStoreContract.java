package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What holds for stores on a database server, where processes see each other by it. */
abstract class ServerStoreContract extends StoreContract {
    /** Ends all connections of the store's, from the server's side. */
    abstract void terminateConnections() throws Exception;

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
