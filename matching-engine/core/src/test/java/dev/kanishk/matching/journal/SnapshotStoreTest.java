package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
    private static final Path FOLDER = Path.of("journal");
    private static final JournalSettings SETTINGS =
            JournalSettings.DEFAULT
                    .withSegmentBytes(4096)
                    .withBatchBytesMax(1024)
                    .withSync(SyncMode.INLINE);

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final SnapshotStore store = new SnapshotStore(disk, FOLDER);

    @Test
    void givesBackWhatWasWritten() throws IOException {
        journal(10);
        write(store, 7, 200_000);
        Snapshot snapshot = newest();
        assertThat(snapshot.sequence()).isEqualTo(7);
        assertThat(snapshot.stateHash()).isEqualTo(-7);
        assertThat(store.find().fromSequence()).isEqualTo(8);
        check(snapshot, 200_000);
        assertThat(snapshot.bytes()).isEqualTo(disk.bytes(SnapshotLayout.name(7)).length);
    }

    @Test
    void fallsBackToTheOneBeforeAndSaysSo() throws IOException {
        journal(10);
        write(store, 3, 100);
        write(store, 7, 100);
        damage(SnapshotLayout.name(7), 100);
        assertThat(newest().sequence()).isEqualTo(3);
        assertThat(store.find().damaged())
                .singleElement()
                .satisfies(e ->
                        assertThat(e)
                                .hasMessageContaining("00000000000000000007.snapshot")
                                .hasMessageContaining("chunk 0 at offset 64 fails"));
        damage(SnapshotLayout.name(3), 20);
        assertThat(store.find().snapshot()).isNull();
        assertThat(store.find().fromSequence()).isEqualTo(1);
        assertThat(store.find().damaged()).hasSize(2);
    }

    @Test
    void reportsEveryChangedByteAndEveryLength() throws IOException {
        journal(10);
        write(store, 7, 30);
        byte[] whole = disk.bytes(SnapshotLayout.name(7));
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            disk.replace(SnapshotLayout.name(7), changed);
            assertThat(store.find().snapshot()).isNull();
            disk.replace(SnapshotLayout.name(7), Arrays.copyOf(whole, at));
            assertThat(store.find().damaged()).hasSize(1);
        }
        disk.replace(SnapshotLayout.name(7), Arrays.copyOf(whole, whole.length + 1));
        assertThat(store.find().damaged()).hasSize(1);
        disk.remove(SnapshotLayout.name(7));
        disk.replace(SnapshotLayout.name(8), whole);
        assertThat(store.find().damaged().getFirst()).hasMessageContaining("was made as");
    }

    @Test
    void readsNoRandomBytesAsASnapshot() throws IOException {
        journal(1);
        write(store, 1, 50);
        byte[] whole = disk.bytes(SnapshotLayout.name(1));
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            int real = Math.min(bytes.length, random.nextInt(80));
            System.arraycopy(whole, 0, bytes, 0, Math.min(real, whole.length));
            disk.replace(SnapshotLayout.name(1), bytes);
            assertThat(store.find().snapshot()).isNull();
        }
    }

    @Test
    void refusesASnapshotOfAnotherJournal() throws IOException {
        journal(10);
        write(store, 7, 30);
        SimulatedDisk other = new SimulatedDisk(2);
        new JournalOpener(other, FOLDER, SETTINGS, Runnable::run).open(1, new Records()).close();
        other.replace(SnapshotLayout.name(7), disk.bytes(SnapshotLayout.name(7)));
        assertThat(new SnapshotStore(other, FOLDER).find().damaged().getFirst())
                .hasMessageContaining("is of another journal");
    }

    @Test
    void areNotPassedOverWhereAllSegmentsAreLost() throws IOException {
        journal(10);
        write(store, 7, 30);
        for (String name : disk.names()) {
            if (name.endsWith(".journal")) {
                disk.remove(name);
            }
        }
        assertThatThrownBy(store::find)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("00000000000000000007.snapshot")
                .hasMessageContaining("no segments")
                .hasMessageContaining("restore");
    }

    @Test
    void countsOnlyWhenFinished() throws IOException {
        journal(10);
        try (SnapshotWriter writer = store.begin(5)) {
            writer.room(8).putLong(1);
            assertThat(store.find().snapshot()).isNull();
            assertThatThrownBy(() -> store.begin(6)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(disk.names()).noneMatch(name -> name.contains("snapshot"));
        write(store, 6, 1);
    }

    @Test
    void truncatesBehindTheSecondNewestSnapshotThatIsValid() throws IOException {
        journal(1000);
        write(store, 300, 1);
        assertThat(store.truncate()).isEqualTo(new SnapshotStore.Truncated(0, 0));
        write(store, 600, 1);
        write(store, 700, 1);
        write(store, 900, 1);
        damage(SnapshotLayout.name(700), 70);
        SnapshotStore.Truncated first = store.truncate();
        assertThat(first.segments()).isPositive();
        assertThat(first.snapshots()).isEqualTo(1);
        JournalInspection inspection = JournalInspection.of(disk, FOLDER);
        assertThat(inspection.damage()).isNull();
        assertThat(inspection.firstSequence()).isBetween(500L, 601L);
        assertThat(inspection.segments().getFirst().lastSequence()).isGreaterThan(600);
        for (long from : new long[] {601, 901}) {
            Records found = new Records(from);
            new JournalOpener(disk, FOLDER, SETTINGS, Runnable::run).open(from, found).close();
            assertThat(found.last()).isEqualTo(1000);
        }
        assertThatThrownBy(() ->
                        new JournalOpener(disk, FOLDER, SETTINGS, Runnable::run)
                                .open(1, new Records()))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("begins at sequence " + inspection.firstSequence())
                .hasMessageContaining("to be read from 1")
                .hasMessageContaining("restore them from a copy");
    }

    @Test
    void survivesTheLossOfPowerAtEveryOperation() throws IOException {
        for (long seed = 0; seed < 8; seed++) {
            int operation = 0;
            while (runAndLosePower(seed, operation)) {
                operation++;
            }
            assertThat(operation).isGreaterThan(60);
        }
    }

    /** Returns whether power was lost, and not the end reached before. */
    private static boolean runAndLosePower(long seed, int operation) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed * 1000 + operation);
        SnapshotStore store = new SnapshotStore(disk, FOLDER);
        long[] done = {0};
        RecordJournal journal =
                new JournalOpener(disk, FOLDER, SETTINGS, Runnable::run).open(1, new Records());
        disk.failAt(operation, SimulatedDisk.Fault.POWER);
        boolean lost = false;
        try {
            for (int i = 1; i <= 400; i++) {
                Records.append(journal, i);
                if (i % 100 == 0) {
                    journal.sync();
                    write(store, i, 100);
                    done[0] = i;
                    store.truncate();
                }
            }
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("power was lost");
            lost = true;
        }
        long durable = journal.durableSequence();
        disk.restart(true);
        SnapshotStore.Found found = store.find();
        assertThat(found.damaged()).isEmpty();
        assertThat(found.fromSequence()).isGreaterThan(done[0]);
        Snapshot snapshot = found.snapshot();
        if (snapshot != null) {
            check(snapshot, 100);
            damage(disk, SnapshotLayout.name(snapshot.sequence()), 80);
        }
        for (long from : new long[] {found.fromSequence(), store.find().fromSequence()}) {
            Records records = new Records(from);
            new JournalOpener(disk, FOLDER, SETTINGS, Runnable::run).open(from, records).close();
            assertThat(records.last()).isGreaterThanOrEqualTo(durable);
        }
        return lost;
    }

    private void journal(int records) throws IOException {
        try (RecordJournal journal =
                new JournalOpener(disk, FOLDER, SETTINGS, Runnable::run).open(1, new Records())) {
            for (int i = 1; i <= records; i++) {
                Records.append(journal, i);
            }
        }
    }

    private Snapshot newest() throws IOException {
        Snapshot snapshot = store.find().snapshot();
        if (snapshot == null) {
            throw new AssertionError("no snapshot was found");
        }
        return snapshot;
    }

    private static void write(SnapshotStore store, long sequence, int values) throws IOException {
        try (SnapshotWriter writer = store.begin(sequence)) {
            for (int i = 0; i < values; i++) {
                ByteBuffer room = writer.room(12);
                room.putInt(i).putLong(sequence * i);
            }
            writer.finish(-sequence);
        }
    }

    private static void check(Snapshot snapshot, int values) throws IOException {
        try (SnapshotReader reader = snapshot.read()) {
            for (int i = 0; i < values; i++) {
                ByteBuffer value = reader.next(12);
                assertThat(value.getInt()).isEqualTo(i);
                assertThat(value.getLong()).isEqualTo(snapshot.sequence() * i);
            }
            assertThat(reader.hasNext()).isFalse();
            assertThatThrownBy(() -> reader.next(1)).hasMessageContaining("0 are left");
        }
    }

    private void damage(String name, int at) {
        damage(disk, name, at);
    }

    private static void damage(SimulatedDisk disk, String name, int at) {
        byte[] bytes = disk.bytes(name);
        bytes[at] ^= 4;
        disk.replace(name, bytes);
    }
}
