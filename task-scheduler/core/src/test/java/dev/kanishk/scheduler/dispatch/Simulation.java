package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Lifecycle;
import dev.kanishk.scheduler.store.Result;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.testing.MemoryStore;
import dev.kanishk.scheduler.testing.StoreFaults;
import dev.kanishk.scheduler.testing.StoreFaults.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Several workers on one store in virtual time. What happens, and when, follows from the seed:
 * calls that take their time, are not carried out, or whose replies are lost or come for a call
 * that was carried out twice; workers that vanish, or are cut off for longer than their lease, one
 * by one or all at a time; clocks that are apart and do not run alike; handlers that fail, hang, or
 * end their process. After a minute nothing fails any more, and everything has to come to its end.
 */
final class Simulation {
    static final Instant START = Instant.parse("2026-11-30T00:00:00Z");
    static final long SECOND = 1_000_000_000;
    static final int SLOTS = 4;
    static final int LOCAL_CAP = 2;
    static final int GLOBAL_CAP = 3;

    private static final long FAULTS_END = 60 * SECOND;
    private static final long TICKS_END = 60 * SECOND;
    private static final long LIMIT = 1_200 * SECOND;
    private static final long MOST = 200_000;
    private static final int NODES = 3;

    private static final TypePolicy POLICY =
            TypePolicy.DEFAULT
                    .withRetry(new RetryPolicy(Duration.ofMillis(100), 2, Duration.ofSeconds(2)))
                    .withBreaker(
                            new BreakerPolicy(
                                    6,
                                    4,
                                    Duration.ofSeconds(1),
                                    Duration.ofSeconds(4),
                                    Duration.ofSeconds(3),
                                    Duration.ofMinutes(30)));
    static final Map<String, TypePolicy> POLICIES =
            Map.of(
                    "plain", POLICY.withConcurrency(LOCAL_CAP),
                    "capped", POLICY.withGlobalConcurrency(GLOBAL_CAP).withKeyConcurrency(1),
                    "rated", POLICY.withRate(5.0, 2),
                    "poison", POLICY,
                    "tick", POLICY);

    /** Something that happens at a time. */
    private record Happening(long at, long number, Runnable what) {}

    final SplittableRandom random;
    private final SplittableRandom outages;
    final MemoryStore store;
    private final PriorityQueue<Happening> happenings =
            new PriorityQueue<>(
                    Comparator.comparingLong(Happening::at).thenComparingLong(Happening::number));
    private final Map<UUID, JobRequest> acknowledged = new HashMap<>();
    private final Map<UUID, Integer> completions = new HashMap<>();
    private final Map<UUID, Integer> kills = new HashMap<>();
    private final Set<String> starts = new HashSet<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private Fate fate = Fate.CARRIED_OUT;
    private long number;
    long now;

    Simulation(long seed) {
        this.random = new SplittableRandom(seed);
        this.outages = new SplittableRandom(~seed);
        this.store = new MemoryStore(this::storeTime);
        store.setFaults((worker, call) -> fate);
    }

    Instant storeTime() {
        return START.plusNanos(now);
    }

    boolean isFaulty() {
        return now < FAULTS_END;
    }

    void at(long time, Runnable what) {
        happenings.add(new Happening(Math.max(time, now), ++number, what));
    }

    void after(long nanos, Runnable what) {
        at(now + nanos, what);
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    void run() {
        for (int i = 0; i < NODES; i++) {
            addNode();
        }
        int jobs = random.nextInt(5, 40);
        for (int i = 0; i < jobs; i++) {
            after(random.nextLong(30 * SECOND), this::enqueue);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            after(random.nextLong(FAULTS_END), () -> vanish(anyNode()));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            after(random.nextLong(FAULTS_END), this::cutOff);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            after(random.nextLong(40 * SECOND), this::cancelOne);
        }
        if (outages.nextInt(4) == 0) {
            after(outages.nextLong(FAULTS_END), this::cutAllOff);
        }
        at(SECOND / 2, () -> schedule(Schedule.parse("rate PT5S from 2026-11-30T00:00:00Z")));
        at(TICKS_END + SECOND / 2, this::unschedule);
        runUntilOver(LIMIT);
        leaveOneAlone();
        runUntilOver(now + 60 * SECOND);
        check();
    }

    private void runUntilOver(long limit) {
        while (!happenings.isEmpty() && now < limit) {
            Happening next = happenings.remove();
            now = next.at();
            next.what().run();
            assertThat(next.number()).as("busy waiting at %s", now).isLessThan(MOST);
            if (now > TICKS_END + SECOND && next.number() % 64 == 0 && allOver()) {
                return;
            }
        }
    }

    /** Each worker still works: the others do not hide that one does not. */
    private void leaveOneAlone() {
        SimulatedNode one = nodes.get(outages.nextInt(nodes.size()));
        for (SimulatedNode node : List.copyOf(nodes)) {
            if (!node.equals(one)) {
                nodes.remove(node);
                node.vanish();
            }
        }
        JobRequest last = JobRequest.of("plain", "last");
        acknowledge(store.enqueue(List.of(last), "caller"), last);
    }

    private boolean allOver() {
        return store.types().stream()
                .allMatch(type ->
                        type.count(JobState.ENQUEUED)
                                        + type.count(JobState.SCHEDULED)
                                        + type.count(JobState.RUNNING)
                                == 0);
    }

    private void addNode() {
        nodes.add(new SimulatedNode(this));
    }

    private SimulatedNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Ends a process without a word; another one is started some time later. */
    boolean vanish(SimulatedNode node) {
        boolean ends = nodes.size() > 1 && nodes.remove(node);
        if (ends) {
            node.vanish();
            after(random.nextLong(5 * SECOND), this::addNode);
        }
        return ends;
    }

    /** A handler ends its process, unless that is the last one. */
    void kill(SimulatedNode node, UUID job) {
        if (vanish(node)) {
            kills.merge(job, 1, Integer::sum);
        }
    }

    private void cutOff() {
        anyNode().cutOffUntil(Math.min(now + random.nextLong(40 * SECOND), FAULTS_END));
    }

    /** The store does not answer anybody. */
    private void cutAllOff() {
        long end = Math.min(now + outages.nextLong(40 * SECOND), FAULTS_END);
        nodes.forEach(node -> node.cutOffUntil(end));
    }

    private void enqueue() {
        String type = List.of("plain", "plain", "capped", "rated", "poison").get(random.nextInt(5));
        if (type.equals("poison") && happens(0.7)) {
            type = "plain";
        }
        JobRequest request =
                JobRequest.of(type, "")
                        .withMaxAttempts(random.nextInt(1, 6))
                        .withPriority(random.nextInt(10))
                        .withTenant(happens(0.5) ? "" : "t" + random.nextInt(3))
                        .withLimitKey(happens(0.3) ? "k" + random.nextInt(2) : null)
                        .withTarget(happens(0.3) ? "host" + random.nextInt(2) : null)
                        .withTimeout(Duration.ofMillis(random.nextLong(500, 4_000)))
                        .withRunAt(
                                happens(0.3)
                                        ? storeTime().plusNanos(random.nextLong(10 * SECOND))
                                        : null);
        if (happens(0.2) && !acknowledged.isEmpty()) {
            List<UUID> some = acknowledged.keySet().stream().sorted().limit(2).toList();
            request = happens(0.5) ? request.withAfter(some) : request.withAfterAny(some);
        }
        if (happens(0.2)) {
            List<JobRequest> batch = List.of(request, request.withIdempotencyKey("k" + number));
            JobRequest callback = JobRequest.of("plain", "callback");
            acknowledge(store.enqueueBatch(batch, callback, "caller"), callback);
        } else {
            acknowledge(store.enqueue(List.of(request), "caller"), request);
        }
    }

    private void acknowledge(List<Receipt> receipts, JobRequest request) {
        receipts.forEach(receipt -> acknowledged.put(receipt.id(), request));
    }

    private void cancelOne() {
        acknowledged.keySet().stream().sorted().findFirst().ifPresent(id -> store.cancel(id, "x"));
    }

    private void schedule(Schedule rate) {
        JobRequest job = JobRequest.of("tick", "");
        Recurring recurring =
                new Recurring("tick", rate, MissedTicks.RUN_ALL, job, rate.after(storeTime()));
        fate = Fate.CARRIED_OUT;
        anyNode().session().schedule(recurring);
    }

    private void unschedule() {
        fate = Fate.CARRIED_OUT;
        SimulatedNode node = anyNode();
        node.session().beat();
        node.session().unschedule("tick");
    }

    /** Carries a call out, as its fate has it; gives what the node is told. */
    Event carryOut(StoreCall call, SimulatedNode node, Fate callFate) {
        fate = callFate;
        try {
            Event event = call.carryOut(node.session());
            note(event);
            return event;
        } catch (StoreException e) {
            return new Event.CallFailed(call);
        } finally {
            fate = Fate.CARRIED_OUT;
            if (call instanceof StoreCall.TakeJobs) {
                checkCaps();
            }
        }
    }

    private void note(Event event) {
        if (event instanceof Event.Finished finished) {
            for (int i = 0; i < finished.ends().size(); i++) {
                End end = finished.ends().get(i);
                if (finished.accepted().get(i) && end.result() instanceof Result.Succeeded) {
                    int count = completions.merge(end.claim().id(), 1, Integer::sum);
                    assertThat(count).as("completions of %s", end.claim().id()).isOne();
                }
            }
        }
    }

    private void checkCaps() {
        List<Job> running = store.list(new JobQuery("capped", JobState.RUNNING, null, 1_000));
        assertThat(running).as("all processes").hasSizeLessThanOrEqualTo(GLOBAL_CAP);
        Set<String> keys = new HashSet<>();
        for (Job job : running) {
            String key = job.request().limitKey();
            assertThat(key == null || keys.add(key)).as("key %s", key).isTrue();
        }
    }

    /** A handler is called. */
    void started(Execution execution) {
        String start = execution.claim().id() + " " + execution.claim().attempt();
        assertThat(starts.add(start)).as("started once: %s", start).isTrue();
        assertThat(kills.getOrDefault(execution.claim().id(), 0))
                .as("processes ended by %s", start)
                .isLessThan(Lifecycle.MAX_CRASHES);
    }

    private void check() {
        for (UUID id : acknowledged.keySet()) {
            Job job = store.find(id).orElseThrow(() -> new AssertionError("lost: " + id));
            List<Transition> audit = store.audit(id);
            assertThat(job.state().isOver()).as("%s %s %s", job, audit, now / SECOND).isTrue();
            assertThat(job.failures()).isLessThanOrEqualTo(job.request().maxAttempts());
            assertThat(audit).filteredOn(c -> c.to() == JobState.SUCCEEDED).hasSizeLessThan(2);
            assertThat(job.crashes()).isLessThanOrEqualTo(Lifecycle.MAX_CRASHES);
            if (audit.getLast().cause() == Cause.WORKER_DIED) {
                assertThat(job.crashes()).isEqualTo(Lifecycle.MAX_CRASHES);
            }
        }
        List<Job> ticks = store.list(new JobQuery("tick", null, null, 1_000));
        assertThat(ticks.stream().map(job -> job.request().idempotencyKey()))
                .doesNotHaveDuplicates()
                .hasSize(12);
    }

    /** What a call comes to, while there are faults. */
    Fate anyFate() {
        if (!isFaulty() || !happens(0.06)) {
            return StoreFaults.Fate.CARRIED_OUT;
        }
        return happens(0.5) ? Fate.NOT_CARRIED_OUT : Fate.REPLY_LOST;
    }
}
