package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordJournalTest {
    private static final JournalSettings SMALL =
            JournalSettings.DEFAULT.withSegmentBytes(8192).withBatchBytesMax(1024);

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void readsBackWhatWasAppendedOverManySegmentsAndOpenings(SyncMode mode) throws IOException {
        JournalSettings settings = SMALL.withSync(mode);
        int count = 0;
        for (int opening = 0; opening < 5; opening++) {
            Records found = new Records();
            try (RecordJournal journal = RecordJournal.open(folder, settings, 1, found)) {
                assertThat(found.count()).isEqualTo(count);
                for (int i = 0; i < 300; i++) {
                    count++;
                    assertThat(Records.append(journal, count)).isEqualTo(count);
                    if (i % 7 == 0) {
                        journal.flush();
                    }
                }
                assertThat(journal.nextSequence()).isEqualTo(count + 1);
                journal.sync();
                assertThat(journal.durableSequence()).isEqualTo(count);
            }
        }
        JournalInspection inspection = JournalInspection.of(folder);
        assertThat(inspection.damage()).isNull();
        assertThat(inspection.records()).isEqualTo(count);
        assertThat(inspection.segments()).hasSizeGreaterThan(10);
        assertThat(inspection.tornBytes()).isZero();
    }

    @Test
    void readsFromTheMiddleWithoutWhatIsBefore() throws IOException {
        try (RecordJournal journal = RecordJournal.open(folder, SMALL, 1, new Records())) {
            for (int i = 1; i <= 1000; i++) {
                Records.append(journal, i);
            }
        }
        for (int from : new int[] {1, 2, 77, 500, 999, 1000, 1001}) {
            Records found = new Records(from);
            RecordJournal.read(folder, from, found);
            assertThat(found.last()).isEqualTo(1000);
        }
        assertThatThrownBy(() -> RecordJournal.read(folder, 1002, new Records(1002)))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("ends at sequence 1000")
                .hasMessageContaining("from 1002");
    }

    @Test
    void writesAClaimInPlaceAndForgetsOneThatIsNotCommitted() throws IOException {
        List<Long> values = new ArrayList<>();
        try (RecordJournal journal = RecordJournal.open(folder, SMALL, 1, new Records())) {
            journal.claim(100).putLong(13);
            ByteBuffer room = journal.claim(100);
            assertThat(room.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(room.remaining()).isEqualTo(100);
            room.putLong(7);
            assertThat(journal.commit((byte) 3, 8)).isEqualTo(1);
            assertThatThrownBy(() -> journal.commit((byte) 3, 8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nothing is claimed");
            journal.claim(10);
            assertThatThrownBy(() -> journal.commit((byte) 3, 11)).hasMessageContaining("11");
        }
        RecordJournal.read(
                folder,
                1,
                (type, sequence, bytes, offset, length) -> {
                    assertThat(type).isEqualTo((byte) 3);
                    assertThat(length).isEqualTo(8);
                    values.add(bytes.getLong(offset));
                });
        assertThat(values).containsExactly(7L);
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void takesPayloadsUpToItsLimit(SyncMode mode) throws IOException {
        JournalSettings settings = SMALL.withSync(mode);
        try (RecordJournal journal = RecordJournal.open(folder, settings, 1, new Records())) {
            int max = journal.payloadBytesMax();
            ByteBuffer payload = ByteBuffer.allocate(max + 1);
            for (int i = 0; i < 20; i++) {
                journal.append((byte) 1, payload, 0, max);
                journal.append((byte) 1, payload, 0, 0);
            }
            assertThatThrownBy(() -> journal.append((byte) 1, payload, 0, max + 1))
                    .hasMessageContaining("0 to " + max);
            assertThatThrownBy(() -> journal.append((byte) -1, payload, 0, 1))
                    .hasMessageContaining("types are 0 to 127");
        }
        assertThat(RecordJournal.read(folder, 1, (t, s, bytes, o, l) -> {}).lastSequence())
                .isEqualTo(40);
    }

    @Test
    void mayBeOpenedAgainWithOtherSettings() throws IOException {
        int count = 0;
        JournalSettings[] all = {
            SMALL,
            SMALL.withBatchBytesMax(4096),
            SMALL.withSegmentBytes(4096),
            SMALL.withSegmentBytes(65536).withBatchBytesMax(32768),
            SMALL.withDurability(Durability.window(10, Duration.ofMillis(1))),
            SMALL
        };
        for (JournalSettings settings : all) {
            for (int opening = 0; opening < 2; opening++) {
                Records found = new Records();
                try (RecordJournal journal = RecordJournal.open(folder, settings, 1, found)) {
                    assertThat(found.count()).isEqualTo(count);
                    for (int i = 0; i < 100 * opening; i++) {
                        Records.append(journal, ++count);
                    }
                }
            }
        }
        assertThat(JournalInspection.of(folder).damage()).isNull();
    }

    @Test
    void isOpenOnlyOnce() throws IOException {
        try (RecordJournal journal = RecordJournal.open(folder, SMALL, 1, new Records())) {
            assertThatThrownBy(() -> RecordJournal.open(folder, SMALL, 1, new Records()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another journal is open there");
            Records.append(journal, 1);
        }
        RecordJournal.open(folder, SMALL, 1, new Records()).close();
    }

    /** Opens the journal in a folder: ends with 0 if it could, with 3 if it is in use. */
    static final class Elsewhere {
        private Elsewhere() {}

        public static void main(String[] arguments) throws IOException {
            try {
                RecordJournal.open(Path.of(arguments[0]), SMALL, 1, new Records()).close();
            } catch (IOException e) {
                System.exit(String.valueOf(e.getMessage()).contains("is locked") ? 3 : 4);
            }
        }
    }

    private int openElsewhere() throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Elsewhere.class.getName(),
                        folder.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void staysLockedAfterASecondOpeningInThisProcessWasRefused() throws Exception {
        try (RecordJournal journal = RecordJournal.open(folder, SMALL, 1, new Records())) {
            assertThatThrownBy(() -> RecordJournal.open(folder, SMALL, 1, new Records()))
                    .isInstanceOf(IOException.class);
            assertThat(openElsewhere()).isEqualTo(3);
            Records.append(journal, 1);
        }
        assertThat(openElsewhere()).isZero();
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void isNotClosedByAnInterruptThatStays(SyncMode mode) throws IOException {
        JournalSettings settings = SMALL.withSync(mode);
        Thread.currentThread().interrupt();
        try (RecordJournal journal = RecordJournal.open(folder, settings, 1, new Records())) {
            for (int i = 1; i <= 500; i++) {
                Records.append(journal, i);
                journal.flush();
            }
            journal.sync();
            assertThat(journal.durableSequence()).isEqualTo(500);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(RecordJournal.read(folder, 1, new Records()).lastSequence()).isEqualTo(500);
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void isNotClosedByInterruptsInTheMiddleOfAWrite(SyncMode mode) throws Exception {
        Thread writer = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        JournalSettings settings = SMALL.withSync(mode);
        RecordJournal journal = RecordJournal.open(folder, settings, 1, new Records());
        Thread interrupting =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                writer.interrupt();
                                LockSupport.parkNanos(30_000);
                            }
                        });
        try (journal) {
            for (int i = 1; i <= 300; i++) {
                Records.append(journal, i);
                journal.flush();
            }
            journal.sync();
            assertThat(journal.durableSequence()).isEqualTo(300);
        } finally {
            done.set(true);
            while (interrupting.isAlive()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
        assertThat(RecordJournal.read(folder, 1, new Records()).lastSequence()).isEqualTo(300);
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void forcesWithinTheWindow(SyncMode mode) throws IOException {
        JournalSettings settings =
                SMALL.withSync(mode).withDurability(Durability.window(20, Duration.ofDays(1)));
        try (RecordJournal journal = RecordJournal.open(folder, settings, 1, new Records())) {
            for (int i = 1; i <= 200; i++) {
                Records.append(journal, i);
                journal.awaitDurable(i, Long.MAX_VALUE);
                assertThat(journal.durableSequence() - journal.forcedSequence()).isBetween(0L, 20L);
            }
            journal.sync();
            assertThat(journal.forcedSequence()).isEqualTo(200);
        }
    }

    @Test
    void tellsOfProgressSoThatAWriterNeedNotPoll() throws IOException, InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        try (RecordJournal journal = RecordJournal.open(folder, SMALL, 1, new Records())) {
            journal.onProgress(told::countDown);
            Records.append(journal, 1);
            journal.flush();
            assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(journal.durableSequence()).isEqualTo(1);
        }
    }

    @Test
    void tellsOfFailureToo() throws IOException, InterruptedException {
        SimulatedDisk disk = new SimulatedDisk(1);
        CountDownLatch told = new CountDownLatch(1);
        RecordJournal journal =
                new JournalOpener(disk, Path.of("journal"), SMALL, Runnable::run)
                        .open(1, new Records());
        journal.onProgress(told::countDown);
        disk.failAlways("force");
        Records.append(journal, 1);
        try {
            journal.flush();
        } catch (JournalFailedException e) {
            // It has failed already.
        }
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(journal::flush).isInstanceOf(JournalFailedException.class);
        journal.close();
    }

    @Test
    void makesItsFoldersNameDurableAlsoIfTheFolderIsThereAlready() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        Path found = Path.of("parent", "journal");
        new JournalOpener(disk, found, SMALL, Runnable::run).open(1, new Records()).close();
        assertThat(disk.operations())
                .containsSubsequence("forceName journal", "create 0000000001.journal.new");
    }
}
