package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is recorded of jobs for others to follow, and what a reader is told. */
abstract class RecordingContract extends StoreHarness {
    private static final long MANY = 1_000_000;
    private static final String READER = "reader";

    private RecordingStore recording() {
        return (RecordingStore) store;
    }

    private ChangeFeed record() {
        return recording().record(MANY);
    }

    /** Lets a worker's process end without a word. */
    abstract void kill(WorkerSession session);

    private static List<StateChange> readAll(ChangeFeed feed) {
        List<StateChange> all = new ArrayList<>();
        ChangeBatch batch = feed.read(READER, 7);
        while (!batch.changes().isEmpty()) {
            all.addAll(batch.changes());
            feed.confirm(batch);
            batch = feed.read(READER, 7);
        }
        return all;
    }

    private static Transition transition(int version, StateChange change) {
        return new Transition(
                version,
                change.at(),
                change.from(),
                change.to(),
                change.cause(),
                change.node(),
                change.error());
    }

    /** The feed tells of each job what its audit does. */
    private void assertToldAsInTheAudit(List<StateChange> changes) {
        Map<UUID, List<Transition>> told = new HashMap<>();
        for (StateChange change : changes) {
            List<Transition> ofJob = told.computeIfAbsent(change.job(), id -> new ArrayList<>());
            ofJob.add(transition(ofJob.size() + 1, change));
        }
        List<UUID> jobs =
                store.list(new JobQuery(null, null, null, 1_000)).stream()
                        .map(job -> job.id())
                        .toList();
        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(jobs);
        for (UUID id : jobs) {
            assertThat(told.get(id)).isEqualTo(store.audit(id));
        }
    }

    @Test
    void tellsTheWholeLifeOfAJobInItsOrder() {
        ChangeFeed feed = record();
        UUID id = accept(JobRequest.of("mail", "{}").withIdempotencyKey("k").withMaxAttempts(2));
        end(worker, claimOne(), failed(Duration.ofSeconds(1)));
        advance(Duration.ofSeconds(2));
        end(worker, claimOne(), failed(Duration.ofSeconds(1)));
        store.redrive(id, "operator");
        end(worker, claimOne(), new Result.Succeeded());

        List<StateChange> changes = readAll(feed);

        assertThat(changes)
                .extracting(change -> change.cause() + ">" + change.to() + "#" + change.attempt())
                .containsExactly(
                        "ACCEPTED>ENQUEUED#0",
                        "CLAIMED>RUNNING#1",
                        "FAILED>SCHEDULED#1",
                        "DUE>ENQUEUED#1",
                        "CLAIMED>RUNNING#2",
                        "FAILED>DEAD#2",
                        "REDRIVEN>ENQUEUED#2",
                        "CLAIMED>RUNNING#3",
                        "SUCCEEDED>SUCCEEDED#3");
        assertThat(changes).allMatch(change -> change.type().equals("mail"));
        assertThat(changes).allMatch(change -> "k".equals(change.idempotencyKey()));
        assertThat(changes).extracting(StateChange::number).isSorted().doesNotHaveDuplicates();
        assertToldAsInTheAudit(changes);
    }

    @Test
    void tellsOfEveryJobWhatItsAuditDoesWhateverHappensToThem() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ChangeFeed feed = record();
        List<UUID> jobs = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        WorkerSession other = store.join();
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(10)) {
                case 0, 1 -> jobs.add(accept("t" + random.nextInt(3)));
                case 2 -> {
                    JobRequest after = JobRequest.of("after", "");
                    if (!jobs.isEmpty()) {
                        after = after.withAfter(List.of(pick(jobs, random)));
                    }
                    jobs.add(accept(after.withMaxAttempts(1)));
                }
                case 3, 4 -> claims.addAll(claim(worker, 1 + random.nextInt(3)));
                case 5, 6, 7 -> {
                    if (!claims.isEmpty()) {
                        Claim claim = claims.remove(random.nextInt(claims.size()));
                        end(worker, claim, result(random));
                    }
                }
                case 8 -> {
                    if (!jobs.isEmpty()) {
                        UUID id = pick(jobs, random);
                        boolean done = random.nextBoolean() && store.cancel(id, "operator");
                        if (!done && store.redrive(id, "operator")) {
                            store.discard(id, "operator");
                        }
                    }
                }
                default -> {
                    claim(other, 1);
                    if (random.nextInt(3) == 0) {
                        kill(other);
                        advance(Duration.ofSeconds(20));
                        worker.beat();
                        other = store.join();
                    }
                }
            }
        }
        other.close();
        store.discard(new DeadQuery(null, null, null, 1_000), "operator");

        assertToldAsInTheAudit(readAll(feed));
    }

    private static UUID pick(List<UUID> jobs, Random random) {
        return jobs.get(random.nextInt(jobs.size()));
    }

    private static Result result(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> failed(Duration.ofMillis(1));
            case 1 -> new Result.Failed("of no use", true, null);
            case 2 -> new Result.HandedBack();
            case 3 -> new Result.Parked(Duration.ofMillis(1));
            default -> new Result.Succeeded();
        };
    }

    @Test
    void tellsAgainWhatIsNotConfirmedUnderTheSameNumbers() {
        ChangeFeed feed = record();
        accept("mail");
        accept("mail");

        ChangeBatch first = feed.read(READER, 1);
        ChangeBatch again = feed.read(READER, 2);
        feed.confirm(first);

        assertThat(again.changes()).hasSize(2).startsWith(first.changes().getFirst());
        assertThat(feed.read(READER, 2).changes()).containsExactly(again.changes().getLast());
    }

    @Test
    void tellsOneReaderAtATime() {
        ChangeFeed feed = record();
        ChangeFeed elsewhere = ((RecordingStore) open(StoreOptions.DEFAULTS)).record(MANY);
        accept("mail");

        assertThat(elsewhere.source()).isEqualTo(feed.source());
        assertThat(feed.read("one", 10).changes()).hasSize(1);
        assertThat(elsewhere.read("two", 10).granted()).isFalse();
        feed.release("two");
        assertThat(elsewhere.read("two", 10).granted()).isFalse();
        feed.release("one");
        assertThat(elsewhere.read("two", 10).changes()).hasSize(1);
        assertThat(feed.read("one", 10).granted()).isFalse();
        advance(Duration.ofMillis(ChangeFeed.LEASE_MS + 1));
        assertThat(feed.read("one", 10).changes()).hasSize(1);
        assertThat(elsewhere.read("two", 10).granted()).isFalse();
    }

    @Test
    void recordsNothingUntilItIsAskedForAndAfterItWasStopped() {
        UUID early = accept("mail");
        ChangeFeed feed = record();
        assertThat(readAll(feed)).isEmpty();
        store.cancel(early, "operator");
        accept("mail");
        recording().stopRecording();
        accept("mail");

        assertThatThrownBy(() -> feed.read(READER, 10))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has ended");
        ChangeFeed anew = record();
        assertThat(anew.source()).isNotEqualTo(feed.source());
        assertThat(anew.read(READER, 10).isEmpty()).isTrue();
        accept("mail");
        assertThat(readAll(anew)).hasSize(1);
    }

    @Test
    void dropsTheOldestThatAreTooManyAndSaysHowMany() {
        ChangeFeed feed = recording().record(10);
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            jobs.add(accept("mail"));
        }
        worker.beat();
        advance(Duration.ofMinutes(10));
        ((SqlStore) store).write(true, SqlFeed::trim);

        ChangeBatch batch = feed.read(READER, 100);

        assertThat(batch.dropped()).isEqualTo(15);
        assertThat(batch.changes())
                .extracting(StateChange::job)
                .containsExactlyElementsOf(jobs.subList(15, 25));
        feed.confirm(batch);
        // As by a reader that stood still while another one took over.
        feed.confirm(batch);
        assertThat(feed.read(READER, 100).isEmpty()).isTrue();
    }

    @Test
    void refusesNumbersOutOfTheirRange() {
        assertThatThrownBy(() -> recording().record(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most '0' is not allowed: use 1 to 1000000000");
        ChangeFeed feed = record();
        assertThatThrownBy(() -> feed.read(READER, ChangeFeed.MAX_BATCH + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit '10001' is not allowed: use 1 to 10000");
    }

    @Test
    void tellsNothingOfProgress() {
        ChangeFeed feed = record();
        accept("mail");
        Claim claim = claimOne();
        readAll(feed);
        worker.progress(claim, 50, "half");

        assertThat(readAll(feed)).isEmpty();
        assertThat(state(claim.id())).isEqualTo(JobState.RUNNING);
    }
}
