package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may happen to files that were written well, each with its outcome. */
class JournalDamageTest {
    private static final Path FOLDER = Path.of("journal");
    private static final JournalSettings SETTINGS =
            JournalSettings.DEFAULT
                    .withSegmentBytes(4096)
                    .withBatchBytesMax(1024)
                    .withSync(SyncMode.INLINE);
    private static final int RECORDS = 150;

    static Stream<Arguments> damages() {
        return Stream.of(
                damage(
                        "a bit flips in a record",
                        flip(1, 300),
                        "0000000001.journal is damaged at offset"),
                damage("a bit flips in a length", flip(1, 92), "damaged at offset 88"),
                damage(
                        "a bit flips in the last segment",
                        flip(3, 300),
                        "0000000003.journal is damaged"),
                damage("a bit flips in the first record", flip(2, 70), "offset 64"),
                damage("a bit flips in a header", flip(2, 30), "fails its checksum"),
                damage("a bit flips in a magic", flip(2, 3), "does not begin like a segment"),
                damage("a segment is of a newer version", version(2, 3), "use the newer program"),
                damage("a segment is of an older version", version(2, 1), "use the older program"),
                damage("a segment is cut", cut(2, 2048), "made of 4096 bytes, and the file has"),
                damage("a segment is empty", cut(2, 0), "cut to 0 bytes"),
                damage("the last segment is cut", cut(3, 100), "the file has 100"),
                damage("a segment became longer", cut(1, 5000), "the file has 5000"),
                damage("the first is missing", disk -> disk.remove(name(1)), "to be read from 1"),
                damage("one is missing", disk -> disk.remove(name(2)), "is missing between"),
                damage(
                        "the last ones are missing",
                        disk -> {
                            disk.remove(name(3));
                            disk.remove(name(4));
                        },
                        "0000000003.journal is missing after 0000000002.journal"),
                damage("one is there twice", copy(2, 5), "was made as 0000000002.journal"),
                damage("one took another's place", copy(1, 2), "was made as 0000000001.journal"),
                damage(
                        "two changed places",
                        disk -> {
                            byte[] second = disk.bytes(name(2));
                            copy(1, 2).accept(disk);
                            disk.replace(name(1), second);
                        },
                        "renamed or copied"),
                damage(
                        "a copy lies beside",
                        disk -> disk.replace("0000000001 copy.journal", disk.bytes(name(1))),
                        "has a name that no segment gets"),
                damage(
                        "an old format lies there",
                        disk -> disk.replace("00000000000000000001.journal", new byte[9]),
                        "move it out of the folder"),
                damage("one is of another journal", JournalDamageTest::exchange, "another journal"),
                damage("all of one is zeros", zero(2, 0, 4096), "does not begin like a segment"),
                damage("its records are zeros", zero(2, 64, 4096), "follows"),
                damage("a page is zeros", zero(1, 512, 1024), "0000000001.journal is damaged"),
                damage(
                        "part of a record is zeros",
                        zero(3, 200, 232),
                        "0000000003.journal is damaged"));
    }

    private static Arguments damage(String what, Consumer<SimulatedDisk> change, String message) {
        return arguments(what, change, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void isRefusedWithItsPlace(String what, Consumer<SimulatedDisk> change, String message)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        write(disk, RECORDS);
        assertThat(disk.names()).contains(name(3), name(4)).doesNotContain(name(5));
        change.accept(disk);
        byte[] before = disk.bytes(name(3));
        assertThatThrownBy(() -> open(disk, new Records()))
                .as(what)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(message)
                .hasMessageMatching(".*(restore|move|use the|give|put).*");
        assertThat(disk.bytes(name(3))).isEqualTo(before);
        JournalDamagedException found = JournalInspection.of(disk, FOLDER).damage();
        if (!what.equals("the first is missing")) {
            assertThat(found).isNotNull();
        }
    }

    @Test
    void findsEveryFlippedBitOfASealedJournal() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        write(disk, RECORDS);
        for (int segment = 1; segment <= 3; segment++) {
            byte[] whole = disk.bytes(name(segment));
            int used = JournalInspection.of(disk, FOLDER).segments().get(segment - 1).usedBytes();
            int end = segment == 3 ? used - RecordLayout.HEADER_BYTES : used;
            for (int at = 0; at < end; at++) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << at % 8);
                disk.replace(name(segment), changed);
                assertThat(JournalInspection.of(disk, FOLDER).damage() != null)
                        .as("segment %d, byte %d", segment, at)
                        .isEqualTo(!isPadding(whole, at));
            }
            disk.replace(name(segment), whole);
        }
    }

    /** Bytes between a payload's end and the next record carry nothing. */
    private static boolean isPadding(byte[] segment, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        int record = SegmentHeader.BYTES;
        while (true) {
            int length = bytes.getInt(record + RecordLayout.LENGTH);
            int next = record + RecordLayout.bytes(length);
            if (at < next) {
                return at >= record + RecordLayout.HEADER_BYTES + length;
            }
            record = next;
        }
    }

    @Test
    void findsAFlippedBitInsideTheLastBatchOfAKilledProcess() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        RecordJournal journal = open(disk, new Records());
        for (int i = 1; i <= 6; i++) {
            Records.append(journal, i);
        }
        journal.flush();
        disk.restart(false);
        flip(1, 64 + 24 + 10).accept(disk);
        assertThatThrownBy(() -> open(disk, new Records()))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("a record behind it in its sector is");
    }

    @Test
    void cutsARecordThatIsTornAtAnyByte() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        RecordJournal journal = open(disk, new Records());
        for (int i = 1; i <= 20; i++) {
            Records.append(journal, i);
        }
        journal.flush();
        byte[] whole = disk.bytes(name(1));
        int used = JournalInspection.of(disk, FOLDER).segments().getFirst().usedBytes();
        long before = 20;
        for (int end = used - 1; end >= SegmentHeader.BYTES; end--) {
            disk.restart(false);
            byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, end), whole.length);
            disk.replace(name(1), torn);
            Records found = new Records();
            RecordJournal opened = open(disk, found);
            assertThat(found.count()).isBetween(before - 1, before);
            before = found.count();
            Records.append(opened, found.count() + 1);
            opened.close();
            disk.restart(true);
            Records again = new Records();
            open(disk, again).close();
            assertThat(again.count()).isEqualTo(found.count() + 1);
        }
        assertThat(before).isZero();
    }

    @Test
    void refusesMoreTornBytesThanACrashCanLeave() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        RecordJournal journal = open(disk, new Records());
        Records.append(journal, 1);
        journal.flush();
        disk.restart(false);
        byte[] bytes = disk.bytes(name(1));
        Arrays.fill(bytes, 200, 200 + 1100, (byte) 0x55);
        disk.replace(name(1), bytes);
        assertThatThrownBy(() -> open(disk, new Records()))
                .hasMessageContaining("more than a crash can leave torn, 1024");
    }

    @Test
    void takesNoCopyOfARecordInAPayloadForARecord() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        RecordJournal journal = open(disk, new Records());
        Records.append(journal, 1);
        Records.append(journal, 2);
        journal.flush();
        byte[] soFar = disk.bytes(name(1));
        journal.append((byte) 1, ByteBuffer.wrap(soFar), 64, 640);
        journal.flush();
        disk.restart(false);
        zero(1, 64 + 24 + 56 + 88, 64 + 24 + 56 + 88 + 8).accept(disk);
        long[] last = {0};
        open(disk, (type, sequence, bytes, offset, length) -> last[0] = sequence).close();
        assertThat(last[0]).isEqualTo(2);
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void readsAnyBytesToAnEndWithoutAnythingButItsOwnExceptions(@ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        SimulatedDisk disk = new SimulatedDisk(seed);
        write(disk, random.nextInt(RECORDS));
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = name(1 + random.nextInt(4));
            byte[] bytes = disk.bytes(name);
            for (int j = random.nextInt(6); j >= 0 && bytes.length > 0; j--) {
                int from = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - from, 1 << random.nextInt(12));
                byte[] noise = new byte[length];
                if (random.nextInt(3) > 0) {
                    random.nextBytes(noise);
                }
                System.arraycopy(noise, 0, bytes, from, length);
            }
            disk.replace(name, bytes);
        }
        Records found = new Records();
        try {
            open(disk, found).close();
        } catch (JournalDamagedException e) {
            assertThat(e).hasMessageContaining(".journal");
            return;
        }
        assertThat(JournalInspection.of(disk, FOLDER).records()).isEqualTo(found.count());
    }

    private static RecordJournal open(SimulatedDisk disk, RecordConsumer consumer)
            throws IOException {
        disk.restart(false);
        return new JournalOpener(disk, FOLDER, SETTINGS, Runnable::run).open(1, consumer);
    }

    private static void write(SimulatedDisk disk, int records) throws IOException {
        try (RecordJournal journal = open(disk, new Records())) {
            for (int i = 1; i <= records; i++) {
                Records.append(journal, i);
                if (i % 5 == 0) {
                    journal.flush();
                }
            }
        }
    }

    private static String name(int number) {
        return SegmentNames.of(number);
    }

    private static Consumer<SimulatedDisk> flip(int segment, int at) {
        return disk -> {
            byte[] bytes = disk.bytes(name(segment));
            bytes[at] ^= 8;
            disk.replace(name(segment), bytes);
        };
    }

    private static Consumer<SimulatedDisk> zero(int segment, int from, int to) {
        return disk -> {
            byte[] bytes = disk.bytes(name(segment));
            Arrays.fill(bytes, from, to, (byte) 0);
            disk.replace(name(segment), bytes);
        };
    }

    private static Consumer<SimulatedDisk> cut(int segment, int length) {
        return disk ->
                disk.replace(name(segment), Arrays.copyOf(disk.bytes(name(segment)), length));
    }

    private static Consumer<SimulatedDisk> copy(int from, int to) {
        return disk -> disk.replace(name(to), disk.bytes(name(from)));
    }

    private static Consumer<SimulatedDisk> version(int segment, int version) {
        return disk -> {
            byte[] bytes = disk.bytes(name(segment));
            bytes[8] = (byte) version;
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, 60);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(60, (int) crc.getValue());
            disk.replace(name(segment), bytes);
        };
    }

    private static void exchange(SimulatedDisk disk) {
        SimulatedDisk other = new SimulatedDisk(2);
        try {
            write(other, RECORDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        disk.replace(name(2), other.bytes(name(2)));
    }
}
