package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.Result;
import dev.kanishk.scheduler.store.StoreOptions;
import dev.kanishk.scheduler.store.WorkerSession;
import dev.kanishk.scheduler.testing.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Jobs that can never succeed, twenty a day, against a queue that puts a failed job back at its end
 * for ever, and against ours.
 */
class UnboundedRetriesTest {
    private static final int DAYS = 30;
    private static final StoreOptions LONG_KEPT = new StoreOptions(1_000, 10, Duration.ofDays(90));
    private static final int POISON_A_DAY = 20;
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    @Test
    void withoutACapFailedJobsFillTheQueueAndTheWorkDoneOnThemGrowsForEver() {
        Queue<Integer> queue = new ArrayDeque<>();
        long attempts = 0;
        for (int day = 0; day < DAYS; day++) {
            for (int job = 0; job < POISON_A_DAY; job++) {
                queue.add(job);
            }
            for (int n = queue.size(); n > 0; n--) {
                attempts++;
                queue.add(queue.remove());
            }
        }

        assertThat(queue).hasSize(DAYS * POISON_A_DAY);
        assertThat(attempts).isEqualTo(POISON_A_DAY * (DAYS * (DAYS + 1L) / 2));
    }

    @Test
    void withTheCapEachFailsFiveTimesAndIsOutOfTheWay() {
        AtomicReference<Instant> now = new AtomicReference<>(START);
        long attempts = 0;
        try (MemoryStore store =
                        new MemoryStore(() -> Objects.requireNonNull(now.get()), LONG_KEPT);
                WorkerSession worker = store.join()) {
            for (int day = 0; day < DAYS; day++) {
                now.set(START.plus(Duration.ofDays(day)));
                for (int job = 0; job < POISON_A_DAY; job++) {
                    store.enqueue(List.of(JobRequest.of("poison", "")), "test");
                }
                for (int hour = 0; hour < 24; hour++) {
                    now.set(START.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour + 1)));
                    for (Claim claim : claimAll(worker)) {
                        attempts++;
                        Duration delay = RetryPolicy.DEFAULT.longest(claim.failures() + 1);
                        Result failed = new Result.Failed("poison", false, delay);
                        worker.finish(List.of(new End(claim, failed)));
                    }
                }
            }
            assertThat(store.types().getFirst().count(JobState.SCHEDULED)).isZero();
            assertThat(store.types().getFirst().count(JobState.DEAD))
                    .isEqualTo(DAYS * POISON_A_DAY);
        }
        assertThat(attempts).isEqualTo((long) DAYS * POISON_A_DAY * JobRequest.MAX_ATTEMPTS);
    }

    @Test
    void aCallerIsToldWhenMoreWaitThanTheStoreMayHold() {
        StoreOptions small = new StoreOptions(10, 10, Duration.ofDays(1));
        try (MemoryStore store = new MemoryStore(() -> START, small)) {
            List<JobRequest> one = List.of(JobRequest.of("poison", ""));
            for (int i = 0; i < 10; i++) {
                store.enqueue(one, "test");
            }
            assertThatThrownBy(() -> store.enqueue(one, "test"))
                    .isInstanceOf(BacklogFullException.class);
        }
    }

    private static List<Claim> claimAll(WorkerSession worker) {
        return worker.claim(
                worker.beat().lanes().stream().map(lane -> new Quota(lane, 1_000)).toList());
    }
}
