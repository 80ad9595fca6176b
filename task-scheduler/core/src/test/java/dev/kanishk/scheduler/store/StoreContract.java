package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What any store does: here for one worker, in the classes before for several. */
public abstract class StoreContract extends CoordinationContract {
    @Test
    void runsAJobAndKeepsWhatBecameOfIt() {
        UUID id = accept(JobRequest.of("mail", "{\"to\":\"ä\"}").withTags(List.of("vip", "3:eu")));
        assertThat(state(id)).isEqualTo(JobState.ENQUEUED);
        Claim claim = claimOne();
        assertThat(claim.id()).isEqualTo(id);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.request().payload()).isEqualTo("{\"to\":\"ä\"}");
        assertThat(claim.request().tags()).containsExactly("vip", "3:eu");
        assertThat(state(id)).isEqualTo(JobState.RUNNING);
        assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.attempts()).isEqualTo(1);
        assertThat(job.failures()).isZero();
        assertThat(changes(id))
                .containsExactly(
                        "ACCEPTED>ENQUEUED@caller",
                        "CLAIMED>RUNNING@worker",
                        "SUCCEEDED>SUCCEEDED@worker");
    }

    @Test
    void keepsEveryPartOfARequest() {
        JobRequest request =
                JobRequest.of("type.a", "p")
                        .withPriority(9)
                        .withMaxAttempts(3)
                        .withTimeout(Duration.ofSeconds(7))
                        .withTenant("acme")
                        .withLimitKey("key")
                        .withTarget("host")
                        .withTags(List.of("a", "b"))
                        .withTrace("00-1-2-01")
                        .withIdempotencyKey("once");
        UUID id = accept(request);
        Job job = store.find(id).orElseThrow();
        assertThat(job.request().withRunAt(null)).isEqualTo(request);
        assertThat(claimOne().request().withRunAt(null)).isEqualTo(request);
    }

    @Test
    void keysAndTenantsThatLookAlikeAreDifferent() {
        List<JobRequest> alike =
                List.of("k", "K", "k ", "\u00e4", "a\u0308", "x".repeat(200), "'\\").stream()
                        .map(name ->
                                JobRequest.of("mail", name)
                                        .withIdempotencyKey(name)
                                        .withTenant(name))
                        .toList();
        for (JobRequest request : alike) {
            assertThat(store.enqueue(List.of(request), "caller").getFirst().created()).isTrue();
        }
        assertThat(store.enqueue(alike, "caller")).noneMatch(Receipt::created);
        assertThat(claim(worker, 10))
                .allMatch(c -> c.request().payload().equals(c.lane().tenant()))
                .hasSize(alike.size());
    }

    @Test
    void takesTheOldestOfALaneFirst() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(accept("mail"));
        }
        List<UUID> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claim(worker, 5).forEach(claim -> taken.add(claim.id()));
        }
        assertThat(taken).isEqualTo(ids);
        assertThat(claim(worker, 5)).isEmpty();
    }

    @Test
    void hasALaneForEachTypeTenantAndPriority() {
        accept(JobRequest.of("mail", "{}"));
        accept(JobRequest.of("mail", "{}").withPriority(9));
        accept(JobRequest.of("mail", "{}").withTenant("acme"));
        accept(JobRequest.of("report", "{}"));
        List<Lane> lanes = worker.beat().lanes();
        assertThat(lanes)
                .extracting(lane -> lane.type() + "/" + lane.tenant() + "/" + lane.priority())
                .containsExactlyInAnyOrder("mail//5", "mail//9", "mail/acme/5", "report//5");
        Lane report =
                lanes.stream().filter(l -> l.type().equals("report")).findFirst().orElseThrow();
        assertThat(worker.claim(List.of(new Quota(report, 5)))).hasSize(1);
        assertThat(worker.beat().lanes()).doesNotContain(report).hasSize(3);
    }

    @Test
    void acceptsManyJobsAtOnceInTheirOrder() {
        List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            requests.add(JobRequest.of("mail", "" + i));
        }
        List<Receipt> receipts = store.enqueue(requests, "caller");
        assertThat(receipts).hasSize(2_500).allMatch(Receipt::created);
        List<Claim> claims = claim(worker, 2_500);
        assertThat(claims)
                .extracting(Claim::id)
                .isEqualTo(receipts.stream().map(Receipt::id).toList());
        assertThat(claims)
                .extracting(claim -> claim.request().payload())
                .isEqualTo(requests.stream().map(JobRequest::payload).toList());
        assertThat(
                        worker.finish(
                                claims.stream()
                                        .map(c -> new End(c, new Result.Succeeded()))
                                        .toList()))
                .hasSize(2_500)
                .doesNotContain(false);
    }

    @Test
    void refusesCallsWithNoneOrTooManyJobs() {
        assertThatThrownBy(() -> store.enqueue(List.of(), "caller"))
                .isInstanceOf(IllegalArgumentException.class);
        List<JobRequest> many =
                java.util.Collections.nCopies(JobStore.MAX_BATCH + 1, JobRequest.of("a", ""));
        assertThatThrownBy(() -> store.enqueue(many, "caller"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesOneJobOfAKey() {
        JobRequest request = JobRequest.of("mail", "{}").withIdempotencyKey("k");
        Receipt first = store.enqueue(List.of(request), "caller").getFirst();
        Receipt again = store.enqueue(List.of(request), "caller").getFirst();
        assertThat(first.created()).isTrue();
        assertThat(again).isEqualTo(new Receipt(first.id(), JobState.ENQUEUED, false));
        assertThat(
                        store.enqueue(
                                        List.of(
                                                JobRequest.of("other", "{}")
                                                        .withIdempotencyKey("k")),
                                        "caller")
                                .getFirst()
                                .created())
                .isTrue();
        List<Receipt> twice =
                store.enqueue(
                        List.of(
                                request.withIdempotencyKey("l"),
                                request.withIdempotencyKey("l"),
                                request),
                        "caller");
        assertThat(twice).extracting(Receipt::created).containsExactly(true, false, false);
        assertThat(twice.get(0).id()).isEqualTo(twice.get(1).id());
        assertThat(store.list(new JobQuery("mail", null, null, 10))).hasSize(2);
    }

    @Test
    void makesOneJobOfAKeyThatManyAskForAtOnce() throws Exception {
        Set<UUID> ids = new HashSet<>();
        int created = 0;
        try (JobStore other = open(StoreOptions.DEFAULTS);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<List<Receipt>>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                JobStore node = i % 2 == 0 ? store : other;
                JobRequest request = JobRequest.of("mail", "").withIdempotencyKey("k" + i / 8);
                answers.add(threads.submit(() -> node.enqueue(List.of(request), "caller")));
            }
            for (Future<List<Receipt>> answer : answers) {
                Receipt receipt = answer.get().getFirst();
                ids.add(receipt.id());
                created += receipt.created() ? 1 : 0;
            }
        }
        assertThat(ids).hasSize(5);
        assertThat(created).isEqualTo(5);
    }

    @Test
    void letsNodesThatStartTogetherSetTheSameLimitsAndSchedules() throws Exception {
        int nodes = 6;
        Instant next = worker.beat().now().plusSeconds(60);
        Schedule schedule = Schedule.parse("rate PT1M from " + next);
        try (ExecutorService starting = Executors.newFixedThreadPool(nodes)) {
            for (int round = 0; round < 5; round++) {
                String type = "type" + round;
                JobRequest job = JobRequest.of(type, "p");
                Recurring recurring = new Recurring(type, schedule, MissedTicks.RUN_ALL, job, next);
                CyclicBarrier together = new CyclicBarrier(nodes);
                List<Future<?>> starts = new ArrayList<>();
                for (int i = 0; i < nodes; i++) {
                    starts.add(
                            starting.submit(() -> {
                                together.await();
                                worker.limit(List.of(new Limit(type, 2, null, 5.0, 3)));
                                worker.schedule(recurring);
                                return true;
                            }));
                }
                for (Future<?> start : starts) {
                    start.get(30, TimeUnit.SECONDS);
                }
            }
        }
        assertThat(store.recurring()).hasSize(5).allMatch(one -> one.next().equals(next));
        for (int i = 0; i < 4; i++) {
            accept("type4");
        }
        assertThat(claim(worker, 10)).hasSize(2);
    }

    @Test
    void tellsForHowLongTheOldestDueJobOfEachTypeHasWaitedThoughNothingRuns() {
        assertThat(store.queueAges()).isEmpty();
        Instant in5 = worker.beat().now().plusSeconds(5);
        accept(JobRequest.of("late", "{}").withRunAt(in5));
        accept(JobRequest.of("never", "{}").withRunAt(in5.plusSeconds(1_000)));
        accept(JobRequest.of("mail", "{}").withTenant("a"));
        advance(Duration.ofSeconds(10));
        accept(JobRequest.of("mail", "{}").withTenant("b"));
        accept("report");
        advance(Duration.ofSeconds(20));

        Map<String, Duration> ages = store.queueAges();

        assertThat(ages).containsOnlyKeys("mail", "report", "late");
        Duration slow = Duration.ofSeconds(4);
        assertThat(ages.get("mail")).isCloseTo(Duration.ofSeconds(30), slow);
        assertThat(ages.get("report")).isCloseTo(Duration.ofSeconds(20), slow);
        assertThat(ages.get("late")).isCloseTo(Duration.ofSeconds(25), slow);
        claim(worker, 10);
        assertThat(store.queueAges()).isEmpty();
    }

    @Test
    void retriesAFailureAfterItsDelayAndEndsInTheQueueOfTheDead() {
        UUID id = accept(JobRequest.of("mail", "{}").withMaxAttempts(2));
        assertThat(end(worker, claimOne(), failed(Duration.ofSeconds(30)))).isTrue();
        assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
        assertThat(claim(worker, 1)).isEmpty();
        assertThat(worker.beat().nextDue())
                .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        advance(Duration.ofSeconds(31));
        Claim second = claimOne();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.failures()).isEqualTo(1);
        assertThat(end(worker, second, new Result.Failed("late", true, Duration.ZERO))).isTrue();
        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.DEAD);
        assertThat(job.failures()).isEqualTo(2);
        assertThat(job.error()).isEqualTo("late");
        assertThat(changes(id))
                .containsExactly(
                        "ACCEPTED>ENQUEUED@caller",
                        "CLAIMED>RUNNING@worker",
                        "FAILED>SCHEDULED@worker",
                        "DUE>ENQUEUED@worker",
                        "CLAIMED>RUNNING@worker",
                        "TIMED_OUT>DEAD@worker");
    }

    @Test
    void doesNotRetryWhatIsOfNoUse() {
        UUID id = accept("mail");
        assertThat(end(worker, claimOne(), new Result.Failed("never", false, null))).isTrue();
        assertThat(state(id)).isEqualTo(JobState.DEAD);
    }

    @Test
    void givesBackAtTheEndOfTheLaneWithoutAFailure() {
        UUID first = accept("mail");
        UUID second = accept("mail");
        Claim claim = claim(worker, 1).getFirst();
        assertThat(end(worker, claim, new Result.HandedBack())).isTrue();
        assertThat(claim(worker, 5)).extracting(Claim::id).containsExactly(second, first);
        assertThat(store.find(first).orElseThrow().failures()).isZero();
        assertThat(changes(first)).element(2).isEqualTo("HANDED_BACK>ENQUEUED@worker");
    }

    @Test
    void parksAndExpiresWithoutAFailure() {
        UUID id = accept("mail");
        assertThat(end(worker, claimOne(), new Result.Parked(Duration.ofSeconds(5)))).isTrue();
        assertThat(state(id)).isEqualTo(JobState.SCHEDULED);
        advance(Duration.ofSeconds(6));
        assertThat(end(worker, claimOne(), new Result.Expired())).isTrue();
        Job job = store.find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.DEAD);
        assertThat(job.failures()).isZero();
        assertThat(job.attempts()).isEqualTo(2);
    }

    @Test
    void acceptsAnEndOnce() {
        accept("mail");
        Claim claim = claimOne();
        End end = new End(claim, new Result.Succeeded());
        assertThat(worker.finish(List.of(end, end))).containsExactly(true, false);
        assertThat(worker.finish(List.of(end))).containsExactly(false);
        assertThat(end(worker, claim, failed(Duration.ZERO))).isFalse();
    }

    @Test
    void refusesAnEndOfAnotherWorkerOrAttempt() {
        accept("mail");
        Claim claim = claimOne();
        try (WorkerSession other = store.join()) {
            assertThat(end(other, claim, new Result.Succeeded())).isFalse();
        }
        assertThat(end(worker, claim, failed(Duration.ofMillis(1)))).isTrue();
        advance(Duration.ofSeconds(1));
        Claim second = claimOne();
        assertThat(end(worker, claim, new Result.Succeeded())).isFalse();
        assertThat(end(worker, second, new Result.Succeeded())).isTrue();
    }

    @Test
    void mixesEndsInOneCall() {
        for (int i = 0; i < 6; i++) {
            accept("mail");
        }
        List<Claim> claims = claim(worker, 6);
        assertThat(store.cancel(claims.get(5).id(), "operator")).isTrue();
        List<Boolean> accepted =
                worker.finish(
                        List.of(
                                new End(claims.get(0), new Result.Succeeded()),
                                new End(claims.get(1), failed(Duration.ofHours(1))),
                                new End(claims.get(2), new Result.HandedBack()),
                                new End(claims.get(3), new Result.Parked(Duration.ofHours(1))),
                                new End(claims.get(4), new Result.Succeeded()),
                                new End(claims.get(5), new Result.Succeeded())));
        assertThat(accepted).containsExactly(true, true, true, true, true, false);
        assertThat(claims.stream().map(claim -> state(claim.id())))
                .containsExactly(
                        JobState.SUCCEEDED,
                        JobState.SCHEDULED,
                        JobState.ENQUEUED,
                        JobState.SCHEDULED,
                        JobState.SUCCEEDED,
                        JobState.CANCELLED);
    }

    @Test
    void doesNotTakeAJobBeforeItsTime() {
        Instant time = worker.beat().now().plusSeconds(60);
        Receipt receipt =
                store.enqueue(List.of(JobRequest.of("mail", "{}").withRunAt(time)), "caller")
                        .getFirst();
        assertThat(receipt.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(claim(worker, 1)).isEmpty();
        advance(Duration.ofSeconds(61));
        Claim claim = claimOne();
        assertThat(claim.dueAt()).isEqualTo(time.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        assertThat(changes(receipt.id()))
                .containsExactly(
                        "ACCEPTED>SCHEDULED@caller",
                        "DUE>ENQUEUED@worker",
                        "CLAIMED>RUNNING@worker");
    }

    @Test
    void tellsHowFarARunningJobIs() {
        UUID id = accept("mail");
        Claim claim = claimOne();
        assertThat(worker.progress(claim, 40, "x".repeat(300))).isTrue();
        Job job = store.find(id).orElseThrow();
        assertThat(job.percent()).isEqualTo(40);
        assertThat(job.note()).hasSize(200);
        assertThat(end(worker, claim, new Result.Succeeded())).isTrue();
        assertThat(worker.progress(claim, 50, null)).isFalse();
        assertThatThrownBy(() -> worker.progress(claim, 101, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cancelsInEveryStateThatIsNotOver() {
        UUID later = accept(JobRequest.of("a", "").withRunAt(worker.beat().now().plusSeconds(60)));
        UUID running = accept("b");
        Claim claim = claimOne();
        UUID due = accept("c");
        assertThat(store.cancel(later, "operator")).isTrue();
        assertThat(store.cancel(running, "operator")).isTrue();
        assertThat(store.cancel(due, "operator")).isTrue();
        assertThat(store.cancel(due, "operator")).isFalse();
        assertThat(store.cancel(UUID.randomUUID(), "operator")).isFalse();
        assertThat(worker.beat().cancelled()).containsExactly(running);
        assertThat(worker.beat().cancelled()).isEmpty();
        assertThat(end(worker, claim, new Result.Succeeded())).isFalse();
        advance(Duration.ofSeconds(61));
        assertThat(claim(worker, 5)).isEmpty();
        assertThat(changes(running))
                .containsExactly(
                        "ACCEPTED>ENQUEUED@caller",
                        "CLAIMED>RUNNING@worker",
                        "CANCELLED>CANCELLED@operator");
        assertThat(changes(due))
                .containsExactly("ACCEPTED>ENQUEUED@caller", "CANCELLED>CANCELLED@operator");
    }

    @Test
    void listsInTheOrderOfAcceptance() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(accept(i % 2 == 0 ? "even" : "odd"));
        }
        List<UUID> seen = new ArrayList<>();
        UUID after = null;
        List<Job> page = store.list(new JobQuery(null, null, after, 3));
        while (!page.isEmpty()) {
            page.forEach(job -> seen.add(job.id()));
            after = page.getLast().id();
            page = store.list(new JobQuery(null, null, after, 3));
        }
        assertThat(seen).isEqualTo(ids);
        assertThat(store.list(new JobQuery("odd", null, null, 10)))
                .extracting(Job::id)
                .containsExactly(ids.get(1), ids.get(3), ids.get(5));
        assertThatThrownBy(() -> store.list(new JobQuery(null, null, UUID.randomUUID(), 3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsAndCountsEachState() {
        UUID scheduled =
                accept(JobRequest.of("a", "").withRunAt(worker.beat().now().plusSeconds(60)));
        UUID succeeded = accept("a");
        assertThat(end(worker, claimOne(), new Result.Succeeded())).isTrue();
        UUID dead = accept("a");
        assertThat(end(worker, claimOne(), new Result.Failed("e", false, null))).isTrue();
        UUID cancelled = accept("a");
        assertThat(store.cancel(cancelled, "operator")).isTrue();
        UUID running = accept("a");
        claimOne();
        UUID enqueued = accept("a");
        assertList(JobState.SCHEDULED, scheduled);
        assertList(JobState.ENQUEUED, enqueued);
        assertList(JobState.RUNNING, running);
        assertList(JobState.SUCCEEDED, succeeded);
        assertList(JobState.DEAD, dead);
        assertList(JobState.CANCELLED, cancelled);
        assertThat(store.types()).hasSize(1);
        for (JobState each : JobState.values()) {
            assertThat(store.types().getFirst().count(each)).as("%s", each).isEqualTo(1);
        }
    }

    private void assertList(JobState in, UUID expected) {
        assertThat(store.list(new JobQuery("a", in, null, 10)))
                .as("%s", in)
                .extracting(Job::id)
                .containsExactly(expected);
        assertThat(store.list(new JobQuery("other", in, null, 10))).isEmpty();
    }

    @Test
    void findsNothingOfAJobThatIsNotKept() {
        assertThat(store.find(UUID.randomUUID())).isEmpty();
        assertThat(store.audit(UUID.randomUUID())).isEmpty();
    }

    @Test
    void datesEachChange() {
        UUID id = accept("mail");
        Instant accepted = store.find(id).orElseThrow().acceptedAt();
        advance(Duration.ofSeconds(10));
        Claim claim = claimOne();
        advance(Duration.ofSeconds(10));
        assertThat(end(worker, claim, new Result.Failed("e", false, null))).isTrue();
        List<Transition> audit = store.audit(id);
        assertThat(audit).extracting(Transition::version).containsExactly(1, 2, 3);
        assertThat(audit.getFirst().at()).isEqualTo(accepted);
        assertThat(Duration.between(accepted, audit.get(1).at()))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(19));
        assertThat(Duration.between(audit.get(1).at(), audit.get(2).at()))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(19));
        assertThat(audit.get(2).error()).isEqualTo("e");
        assertThat(audit.get(2).cause()).isEqualTo(Cause.FAILED);
    }

    @Test
    void keepsJobsWhenItIsClosed() {
        UUID id = accept("mail");
        worker.close();
        store.close();
        store = open(StoreOptions.DEFAULTS);
        worker = store.join();
        assertThat(claimOne().id()).isEqualTo(id);
    }

    @Test
    void refusesWorkWhenItIsClosed() {
        worker.close();
        store.close();
        assertThatThrownBy(() -> accept("mail")).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::join).isInstanceOf(StoreException.class);
        assertThatThrownBy(store::types).isInstanceOf(StoreException.class);
        store = open(StoreOptions.DEFAULTS);
        worker = store.join();
    }

    @Test
    void killsAJobWhosePayloadCannotBeDecodedAndRunsTheOthers() {
        worker.close();
        store.close();
        PayloadCodec broken =
                new PayloadCodec() {
                    @Override
                    public byte[] encode(UUID id, String type, byte[] payload) {
                        return payload;
                    }

                    @Override
                    public byte[] decode(UUID id, String type, byte[] stored) {
                        if (stored.length == 3) {
                            throw new IllegalStateException("no key");
                        }
                        return stored;
                    }
                };
        store = open(StoreOptions.DEFAULTS.withPayloads(broken));
        worker = store.join();
        UUID bad = accept(JobRequest.of("mail", "bad"));
        UUID good = accept(JobRequest.of("mail", "good"));
        assertThat(claim(worker, 10)).extracting(Claim::id).containsExactly(good);
        assertThat(state(bad)).isEqualTo(JobState.DEAD);
        assertThat(store.find(bad).orElseThrow().error()).contains("no key");
    }

    @Test
    void putsPayloadsThroughTheCodec() {
        worker.close();
        store.close();
        PayloadCodec reversed =
                new PayloadCodec() {
                    @Override
                    public byte[] encode(UUID id, String type, byte[] payload) {
                        return (id + type + new String(payload, StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8);
                    }

                    @Override
                    public byte[] decode(UUID id, String type, byte[] stored) {
                        String text = new String(stored, StandardCharsets.UTF_8);
                        assertThat(text).startsWith(id + type);
                        return text.substring((id + type).length())
                                .getBytes(StandardCharsets.UTF_8);
                    }
                };
        store = open(StoreOptions.DEFAULTS.withPayloads(reversed));
        worker = store.join();
        UUID id = accept(JobRequest.of("mail", "secret"));
        assertThat(claimOne().request().payload()).isEqualTo("secret");
        assertThat(store.find(id).orElseThrow().request().payload()).isEqualTo("secret");
    }
}
