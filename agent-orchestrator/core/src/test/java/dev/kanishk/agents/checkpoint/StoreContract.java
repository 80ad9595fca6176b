package dev.kanishk.agents.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class StoreContract {
    private final AtomicLong millis = new AtomicLong(1_000);
    final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    CheckpointStore store = new MemoryStore();

    /** Opens the store of this test; again, for the same data. */
    abstract CheckpointStore open(StoreOptions options);

    @BeforeEach
    final void openStore() {
        store = open(StoreOptions.DEFAULTS.withClock(clock));
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    static Entry entry(int n) {
        return new Entry(Kind.NOTE, "node", n, 0, "{\"n\":" + n + "}");
    }

    Lease admit(String run) {
        return store.admit(new Admission(run, null, "{\"state\":{}}"));
    }

    long append(Lease lease, int n) {
        return store.append(lease, Append.of(entry(n)), Flush.SHARED);
    }

    List<Long> sequences(String run) {
        return store.events(run).stream().map(Event::sequence).toList();
    }

    @Test
    void keepsEventsInTheirOrderWithAllThatTheySay() {
        Lease lease = admit("r");
        millis.set(2_000);

        assertThat(append(lease, 1)).isEqualTo(2);
        assertThat(store.append(lease, Append.of(entry(2)), Flush.ALONE)).isEqualTo(3);

        assertThat(store.events("r"))
                .containsExactly(
                        new Event(1, Kind.ADMITTED, "", 0, 0, "{\"state\":{}}", 1_000),
                        new Event(2, Kind.NOTE, "node", 1, 0, "{\"n\":1}", 2_000),
                        new Event(3, Kind.NOTE, "node", 2, 0, "{\"n\":2}", 2_000));
        assertThat(store.events("r", 2)).extracting(Event::sequence).containsExactly(3L);
        assertThat(store.read("r", 2).events()).extracting(Event::sequence).containsExactly(1L, 2L);
    }

    @Test
    void keepsOddTextAsItIs() {
        String odd = "{\"t\":\"\\u0000 \\ud800 é 漢 😀 \u2028 \ufeff\"}";
        Lease lease = admit("ř-漢");
        store.append(lease, Append.of(new Entry(Kind.NOTE, "nœud", 1, 0, odd)), Flush.SHARED);

        Event event = store.events("ř-漢").getLast();
        assertThat(event.payload()).isEqualTo(odd);
        assertThat(event.node()).isEqualTo("nœud");
    }

    @Test
    void refusesANameThatIsTaken() {
        admit("r");

        assertThatThrownBy(() -> admit("r"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("run 'r' exists");
    }

    @Test
    void staleLeaseWritesNothing() {
        Lease old = admit("r");
        Lease current = store.lease("r");

        for (Flush flush : Flush.values()) {
            assertThatThrownBy(() -> store.append(old, Append.of(entry(1)), flush))
                    .isInstanceOf(StaleLeaseException.class);
            Append several = new Append(List.of(entry(1), entry(2)), Status.DONE, "{}");
            assertThatThrownBy(() -> store.append(old, several, flush))
                    .isInstanceOf(StaleLeaseException.class);
            Append statusAlone = Append.of(Status.DONE);
            assertThatThrownBy(() -> store.append(old, statusAlone, flush))
                    .isInstanceOf(StaleLeaseException.class);
        }
        append(current, 3);
        assertThat(sequences("r")).containsExactly(1L, 2L);
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.OPEN);
        assertThat(store.read("r", Long.MAX_VALUE).snapshot()).isNull();
        assertThat(current.epoch()).isGreaterThan(old.epoch());
    }

    @Test
    void newLeaseGoesOnBehindTheLastEvent() {
        append(admit("r"), 1);

        assertThat(append(store.lease("r"), 2)).isEqualTo(3);
    }

    @Test
    void statusAndSnapshotAreWrittenWithTheEntries() {
        Lease lease = admit("r");
        append(lease, 1);
        millis.set(5_000);
        store.append(
                lease,
                new Append(List.of(entry(2)), Status.SUSPENDED, "{\"snapshot\":1}"),
                Flush.SHARED);
        append(lease, 3);

        Log log = store.read("r", Long.MAX_VALUE);
        assertThat(log.snapshot()).isEqualTo("{\"snapshot\":1}");
        assertThat(log.snapshotSequence()).isEqualTo(3);
        assertThat(log.events()).extracting(Event::sequence).containsExactly(4L);
        assertThat(store.read("r", 2).snapshot()).isNull();
        assertThat(sequences("r")).containsExactly(1L, 2L, 3L, 4L);
        RunInfo info = store.find("r").orElseThrow();
        assertThat(info.status()).isEqualTo(Status.SUSPENDED);
        assertThat(info.changedAtMillis()).isEqualTo(5_000);
        assertThat(info.createdAtMillis()).isEqualTo(1_000);
    }

    @Test
    void forkSharesThePastAndNothingElse() {
        Lease parent = admit("r");
        append(parent, 1);
        append(parent, 2);

        Lease fork = store.fork("r", 2, "f", "{\"set\":{}}");
        append(fork, 9);
        append(parent, 3);

        assertThat(sequences("r")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(store.events("f"))
                .extracting(Event::kind)
                .containsExactly(Kind.ADMITTED, Kind.NOTE, Kind.FORKED, Kind.NOTE);
        assertThat(sequences("f")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(store.events("f").getLast().payload()).isEqualTo("{\"n\":9}");
        assertThat(store.events("f", 1)).extracting(Event::sequence).containsExactly(2L, 3L, 4L);
        assertThat(store.find("f").orElseThrow())
                .extracting(RunInfo::thread, RunInfo::parent, RunInfo::parentSequence)
                .containsExactly("r", "r", 2L);
    }

    @Test
    void forkOfAForkReadsTheSnapshotOfItsForebear() {
        Lease parent = admit("r");
        store.append(parent, Append.of(entry(1)).withSnapshot("{\"s\":2}"), Flush.SHARED);
        append(parent, 2);
        append(store.fork("r", 3, "f", "{}"), 5);
        store.fork("f", 5, "g", "{}");

        Log log = store.read("g", Long.MAX_VALUE);
        assertThat(log.snapshot()).isEqualTo("{\"s\":2}");
        assertThat(log.events()).extracting(Event::sequence).containsExactly(3L, 4L, 5L, 6L);
        assertThat(store.read("f", 2).events()).isEmpty();
    }

    @Test
    void forkRefusesAnEventThatIsNot() {
        admit("r");

        assertThatThrownBy(() -> store.fork("r", 2, "f", "{}"))
                .hasMessageContaining("run 'r' has no event 2");
        assertThatThrownBy(() -> store.fork("q", 1, "f", "{}"))
                .hasMessageContaining("there is no run 'q'");
        assertThat(store.find("f")).isEmpty();
    }

    @Test
    void refusesAForkThatIsTooDeepAndReadsEveryOther() {
        admit("f0");
        int deepest = CheckpointStore.MAX_FORK_DEPTH;
        for (int i = 1; i <= deepest; i++) {
            store.fork("f" + (i - 1), i, "f" + i, "{}");
        }

        assertThat(store.events("f" + deepest)).hasSize(65);
        assertThatThrownBy(() -> store.fork("f" + deepest, 65, "more", "{}"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("64 times deep");
        assertThat(store.find("more")).isEmpty();
    }

    @Test
    void leasesARunOnlyIfNobodyElseHasMeanwhile() {
        Lease first = admit("r");
        long epoch = store.find("r").orElseThrow().epoch();

        Lease second = store.lease("r", epoch).orElseThrow();
        assertThat(store.lease("r", epoch)).isEmpty();

        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(append(second, 1)).isEqualTo(2);
        assertThatThrownBy(() -> append(first, 2)).isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> store.lease("q", 1)).hasMessageContaining("no run 'q'");
    }

    @Test
    void staleLeaseWritesNoSnapshotEither() {
        Lease old = admit("r");
        store.lease("r");

        Append snapshotAlone = Append.ofSnapshot("{\"s\":1}");
        for (Flush flush : Flush.values()) {
            assertThatThrownBy(() -> store.append(old, snapshotAlone, flush))
                    .isInstanceOf(StaleLeaseException.class);
        }
        assertThat(store.read("r", Long.MAX_VALUE).snapshot()).isNull();
    }

    @Test
    void listsRunsByPagesAndWithoutThoseThatWorkForOthers() {
        for (int i = 0; i < 5; i++) {
            admit("r" + i);
        }
        store.admit(new Admission("inner", "r1", "{}"));
        store.append(store.lease("r3"), Append.of(Status.DONE), Flush.SHARED);

        assertThat(store.runs())
                .extracting(RunInfo::id)
                .containsExactly("r0", "r1", "r2", "r3", "r4");
        assertThat(store.runs(RunQuery.all().page("r1", 2)))
                .extracting(RunInfo::id)
                .containsExactly("r2", "r3");
        assertThat(store.runs(RunQuery.of(Status.DONE)))
                .extracting(RunInfo::id)
                .containsExactly("r3");
        assertThat(store.runs(RunQuery.all().inThread("r1")))
                .extracting(RunInfo::id)
                .containsExactly("r1", "inner");
    }

    @Test
    void deletesAThreadWithAllItsTraces() {
        Lease parent = admit("r");
        append(parent, 1);
        store.fork("r", 2, "f", "{}");
        store.admit(new Admission("inner", "f", "{}"));
        admit("other");

        assertThat(store.delete("r")).isEqualTo(3);

        assertThat(store.find("r")).isEmpty();
        assertThat(store.find("f")).isEmpty();
        assertThat(store.find("inner")).isEmpty();
        assertThatThrownBy(() -> append(parent, 2)).isInstanceOf(StaleLeaseException.class);
        assertThat(sequences("other")).containsExactly(1L);
        assertThat(store.delete("r")).isZero();
        admit("r");
        assertThat(sequences("r")).containsExactly(1L);
    }

    @Test
    void deletesOnlyThreadsThatAreFinishedSinceLong() {
        Append done = Append.of(Status.DONE);
        for (String run : List.of("old", "halfOpen", "open")) {
            admit(run);
        }
        store.append(store.lease("old"), done, Flush.SHARED);
        store.append(store.lease("halfOpen"), done, Flush.SHARED);
        store.fork("halfOpen", 1, "fork", "{}");
        millis.set(9_000);
        store.append(admit("young"), done, Flush.SHARED);

        assertThat(store.deleteFinished(Instant.ofEpochMilli(9_000), 10)).isOne();

        assertThat(store.runs())
                .extracting(RunInfo::id)
                .containsExactlyInAnyOrder("halfOpen", "open", "fork", "young");
    }

    @Test
    void writersOfManyRunsShareTransactionsAndMixNothingUp() throws Exception {
        int runs = 50;
        int events = 40;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> last = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                String run = "r" + i;
                Flush flush = i % 5 == 0 ? Flush.ALONE : Flush.SHARED;
                last.add(
                        threads.submit(() -> {
                            Lease lease = admit(run);
                            long sequence = 0;
                            for (int n = 1; n <= events; n++) {
                                sequence = store.append(lease, Append.of(entry(n)), flush);
                            }
                            return sequence;
                        }));
            }
            for (Future<Long> sequence : last) {
                assertThat(sequence.get()).isEqualTo(events + 1);
            }
        }
        for (int i = 0; i < runs; i++) {
            List<Event> log = store.events("r" + i);
            assertThat(log).hasSize(events + 1);
            for (int n = 1; n <= events; n++) {
                assertThat(log.get(n).payload()).isEqualTo("{\"n\":" + n + "}");
            }
        }
    }

    @Test
    void siblingsOfOneRunMayWriteAtTheSameTime() throws Exception {
        Lease lease = admit("r");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> written = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                Append append = Append.of(entry(n));
                Flush flush = n % 2 == 0 ? Flush.ALONE : Flush.SHARED;
                written.add(threads.submit(() -> store.append(lease, append, flush)));
            }
            assertThat(written.stream().map(StoreContract::get).distinct()).hasSize(100);
        }
        assertThat(sequences("r")).hasSize(101).endsWith(101L);
    }

    private static long get(Future<Long> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void unknownRunsAreNamed() {
        assertThatThrownBy(() -> store.events("q")).hasMessageContaining("no run 'q'");
        assertThatThrownBy(() -> store.read("q", 1)).hasMessageContaining("no run 'q'");
        assertThatThrownBy(() -> store.lease("q")).hasMessageContaining("no run 'q'");
        assertThat(store.find("q")).isEmpty();
    }
}
