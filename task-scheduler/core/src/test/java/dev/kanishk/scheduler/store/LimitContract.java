package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.JobRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What limits across workers let through in any store. */
public abstract class LimitContract extends ModelContract {
    @Test
    void keepsALimitOfRunningJobsAcrossWorkers() {
        worker.limit(List.of(new Limit("mail", 3, null, null, 1)));
        for (int i = 0; i < 8; i++) {
            accept("mail");
            accept("free");
        }
        try (WorkerSession other = store.join()) {
            List<Claim> first = ofType(claim(worker, 2), "mail");
            List<Claim> second = ofType(claim(other, 5), "mail");
            assertThat(first).hasSize(2);
            assertThat(second).hasSize(1);
            assertThat(ofType(claim(worker, 5), "mail")).isEmpty();
            assertThat(end(worker, first.getFirst(), failed(Duration.ofHours(1)))).isTrue();
            assertThat(ofType(claim(other, 5), "mail")).hasSize(1);
            assertThat(end(other, second.getFirst(), new Result.Succeeded())).isTrue();
            assertThat(end(other, second.getFirst(), new Result.Succeeded())).isFalse();
            assertThat(ofType(claim(worker, 5), "mail")).hasSize(1);
        }
        assertThat(ofType(claim(worker, 8), "mail")).hasSize(1);
    }

    private static List<Claim> ofType(List<Claim> claims, String type) {
        return claims.stream().filter(claim -> claim.lane().type().equals(type)).toList();
    }

    @Test
    void givesWhatALimitLeavesToTheFirstQuotas() {
        worker.limit(List.of(new Limit("mail", 3, null, null, 1)));
        for (int i = 0; i < 6; i++) {
            accept(JobRequest.of("mail", "").withTenant("t" + i % 2));
        }
        List<Lane> lanes = worker.beat().lanes();
        List<Claim> claims =
                worker.claim(List.of(new Quota(lanes.get(1), 2), new Quota(lanes.get(0), 2)));
        assertThat(claims)
                .extracting(Claim::lane)
                .containsExactly(lanes.get(1), lanes.get(1), lanes.get(0));
    }

    @Test
    void countsWhatIsLeftOfABatchForALimitThatIsSetWhileItRuns() {
        for (int i = 0; i < 7; i++) {
            accept("mail");
        }
        List<Claim> batch = claim(worker, 5);
        for (Claim claim : batch.subList(0, 4)) {
            assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        }
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            other.limit(List.of(new Limit("mail", 2, null, null, 1)));
            worker.beat();
            assertThat(claim(other, 5)).hasSize(1);
            assertThat(claim(other, 5)).isEmpty();
        }
    }

    @Test
    void takesNothingUnderLimitsForAWorkerThatWasGivenUpUntilItHasJoinedAnew() {
        worker.limit(List.of(new Limit("mail", 1, null, null, 1)));
        accept("mail");
        accept("mail");
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession stopped = node.join()) {
            Lane lane = stopped.beat().lanes().getFirst();
            advance(stopped.lease().plusSeconds(1));
            worker.beat();
            assertThat(stopped.claim(List.of(new Quota(lane, 1)))).isEmpty();
            assertThat(claim(worker, 2)).hasSize(1);
            assertThat(stopped.beat().alive()).isFalse();
            assertThat(claim(stopped, 2)).isEmpty();
        }
        assertThat(claim(worker, 2)).isEmpty();
    }

    @Test
    void writesOneReceiptForEachTypeOfAClaimHoweverManyLanesItTakesFrom() {
        worker.limit(List.of(new Limit("capped", 1_000, null, 1e6, 1_000)));
        for (int i = 0; i < 60; i++) {
            accept(JobRequest.of(i % 3 == 0 ? "capped" : "free", "").withTenant("t" + i % 30));
        }
        List<Claim> claims = claim(worker, 10);
        assertThat(claims).hasSize(60);
        assertThat(receipts()).isEqualTo(2);
        for (Claim claim : claims.subList(0, 59)) {
            assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        }
        assertThat(receipts()).isEqualTo(1);
        assertThat(end(worker, claims.getLast(), new Result.Succeeded())).isTrue();
        assertThat(receipts()).isZero();
    }

    private long receipts() {
        return ((SqlStore) store).read(tx -> tx.number("SELECT count(*) FROM receipt"));
    }

    @Test
    void knowsALimitThatAnotherNodeHasSet() {
        accept("mail");
        accept("mail");
        accept("mail");
        assertThat(claim(worker, 1)).hasSize(1);
        Lane lane = worker.beat().lanes().getFirst();
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join()) {
            other.limit(List.of(new Limit("mail", 1, null, null, 1)));
        }
        assertThat(worker.claim(List.of(new Quota(lane, 5)))).isEmpty();
    }

    @Test
    void keepsALimitForEachKey() {
        worker.limit(List.of(new Limit("mail", null, 1, null, 1)));
        UUID a = accept(JobRequest.of("mail", "").withLimitKey("a"));
        accept(JobRequest.of("mail", "").withLimitKey("a"));
        UUID b = accept(JobRequest.of("mail", "").withLimitKey("b"));
        UUID none = accept("mail");
        List<Claim> claims = claim(worker, 10);
        assertThat(claims).extracting(Claim::id).containsExactly(a, b, none);
        assertThat(claim(worker, 10)).isEmpty();
        assertThat(end(worker, claims.getFirst(), new Result.Succeeded())).isTrue();
        assertThat(claim(worker, 10)).hasSize(1);
    }

    @Test
    void keepsARate() {
        worker.limit(List.of(new Limit("mail", null, null, 2.0, 4)));
        for (int i = 0; i < 20; i++) {
            accept("mail");
        }
        advance(Duration.ofMinutes(1));
        assertThat(claim(worker, 20)).hasSize(4);
        assertThat(claim(worker, 20)).hasSizeLessThanOrEqualTo(1);
        advance(Duration.ofMillis(1_600));
        assertThat(claim(worker, 20)).hasSizeBetween(2, 4);
    }
}
