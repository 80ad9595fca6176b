package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.RepeatableStore.NamedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked for twice under one name. */
abstract class RepeatableContract {
    private final List<RepeatableStore> stores = new ArrayList<>();

    /** Opens an empty store. */
    abstract RepeatableStore make(StoreOptions options);

    private RepeatableStore open(StoreOptions options) {
        RepeatableStore store = make(options);
        stores.add(store);
        return store;
    }

    private RepeatableStore open() {
        return open(StoreOptions.DEFAULTS);
    }

    @AfterEach
    void close() {
        stores.forEach(JobStore::close);
    }

    private static List<NamedRequest> named(RepeatableStore store, int count) {
        List<NamedRequest> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JobRequest request = JobRequest.of("mail", "{\"n\":" + i + "}");
            jobs.add(new NamedRequest(store.newId(), request, "caller"));
        }
        return jobs;
    }

    private static List<UUID> ids(List<Receipt> receipts) {
        return receipts.stream().map(Receipt::id).toList();
    }

    private static long kept(JobStore store) {
        return store.types().stream().mapToLong(type -> type.count(JobState.ENQUEUED)).sum();
    }

    @Test
    void aJobIsAcceptedUnderItsNameOnce() {
        RepeatableStore store = open();
        List<NamedRequest> jobs = named(store, 10);
        List<Receipt> first = store.enqueueNamed(jobs.subList(0, 6));
        List<Receipt> second = store.enqueueNamed(jobs.subList(3, 10));
        assertThat(ids(first)).isEqualTo(jobs.stream().limit(6).map(NamedRequest::id).toList());
        assertThat(second).as("what the first said").startsWith(first.get(3), first.get(4));
        assertThat(second).allMatch(Receipt::created);
        assertThat(kept(store)).isEqualTo(10);
    }

    @Test
    void callsForTheSameJobsAtTheSameTimeMakeEachOnce() throws Exception {
        RepeatableStore store = open();
        List<NamedRequest> jobs = named(store, 200);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Future<List<Receipt>>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 40; i++) {
                List<NamedRequest> some = new ArrayList<>(jobs);
                Collections.shuffle(some, random);
                answers.add(callers.submit(() -> store.enqueueNamed(some.subList(0, 120))));
            }
            answers.add(callers.submit(() -> store.enqueueNamed(jobs)));
            for (Future<List<Receipt>> answer : answers) {
                // A store that only gets on when it gives up trying takes longer.
                assertThat(answer.get(8, TimeUnit.SECONDS))
                        .as("seed %d", seed)
                        .allMatch(Receipt::created);
            }
        }
        assertThat(store.list(new JobQuery(null, null, null, 1_000)))
                .as("seed %d", seed)
                .hasSize(200);
    }

    @Test
    void anIdempotencyKeyCountsAlsoWhenItIsAskedAgain() {
        RepeatableStore store = open();
        JobRequest request = JobRequest.of("mail", "{}").withIdempotencyKey("k");
        NamedRequest one = new NamedRequest(store.newId(), request, "caller");
        NamedRequest other = new NamedRequest(store.newId(), request, "caller");
        NamedRequest plain = named(store, 1).getFirst();
        Receipt made = store.enqueueNamed(List.of(one)).getFirst();
        for (int i = 0; i < 2; i++) {
            List<Receipt> again = store.enqueueNamed(List.of(other, one, plain));
            assertThat(again.get(0)).isEqualTo(new Receipt(one.id(), JobState.ENQUEUED, false));
            assertThat(again.get(1)).isEqualTo(made);
            assertThat(again.get(2).created()).isTrue();
        }
        assertThat(kept(store)).isEqualTo(2);
    }

    @Test
    void whatIsKeptIsAcceptedAgainAlsoByAFullStore() {
        RepeatableStore store = open(new StoreOptions(10, 10, Duration.ofDays(1)));
        List<NamedRequest> jobs = named(store, 10);
        List<Receipt> receipts = store.enqueueNamed(jobs);
        assertThat(store.enqueueNamed(jobs)).isEqualTo(receipts);
        assertThatThrownBy(() -> store.enqueueNamed(named(store, 1)))
                .isInstanceOf(BacklogFullException.class);
    }

    @Test
    void refusesANameThatIsThereTwice() {
        RepeatableStore store = open();
        NamedRequest job = named(store, 1).getFirst();
        assertThatThrownBy(() -> store.enqueueNamed(List.of(job, job)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }
}
