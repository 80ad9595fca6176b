package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.JobRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is there, and says nothing any more. */
class PostgresSilenceIT {
    private static final int PORT = TestPostgres.server().getPort();

    private static String url(int port, String more) {
        return TestPostgres.freshDatabase().replace(":" + PORT + "/", ":" + port + "/") + more;
    }

    private static UUID enqueue(PostgresStore store) {
        return store.enqueue(List.of(JobRequest.of("mail", "{}")), "caller").getFirst().id();
    }

    @Test
    @Timeout(60)
    void acceptsJobsOnAnotherConnectionWhenOneFellSilentForAsLongAsItsAddressSays()
            throws Exception {
        try (SilentProxy proxy = new SilentProxy(PORT);
                PostgresStore store =
                        PostgresStore.open(
                                url(proxy.port(), "&socketTimeout=1"), StoreOptions.DEFAULTS)) {
            enqueue(store);
            proxy.fallSilent();
            proxy.speakAgain();

            UUID id = enqueue(store);

            assertThat(store.find(id)).isPresent();
        }
    }

    @Test
    @Timeout(150)
    void goesOnWorkingAfterTwoLeasesOfSilenceByDefault() throws Exception {
        try (SilentProxy proxy = new SilentProxy(PORT);
                PostgresStore store =
                        PostgresStore.open(url(proxy.port(), ""), StoreOptions.DEFAULTS);
                WorkerSession worker = store.join()) {
            UUID id = enqueue(store);
            List<Quota> quotas =
                    worker.beat().lanes().stream().map(lane -> new Quota(lane, 1)).toList();
            proxy.fallSilent();
            proxy.speakAgain();
            long start = System.nanoTime();

            Claim claim = claim(worker, quotas);

            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf("a claim was given up or answered after %d s%n", took.toSeconds());
            assertThat(took).isLessThan(worker.lease().multipliedBy(4));
            assertThat(claim.id()).isEqualTo(id);
            assertThat(worker.finish(List.of(new End(claim, new Result.Succeeded()))))
                    .containsExactly(true);
        }
    }

    /** Claims until it is answered: a claim that failed may be tried again. */
    private static Claim claim(WorkerSession worker, List<Quota> quotas) {
        while (true) {
            try {
                List<Claim> claims = worker.claim(quotas);
                if (!claims.isEmpty()) {
                    return claims.getFirst();
                }
            } catch (StoreException e) {
                assertThat(e.isConnectionLost()).isTrue();
            }
        }
    }
}
