package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.book.Action;
import dev.kanishk.matching.book.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornTailTest {
    private static final int COMMANDS = 5;
    private static final int SEGMENT_BYTES = 8192;

    @TempDir private Path folder = Path.of("");

    @Test
    void cutsTheLastRecordTornAtAnyByte() throws IOException {
        byte[] whole = write();
        int start = SegmentFile.HEADER_BYTES + (COMMANDS - 1) * RecordFormat.BYTES;
        for (int torn = 0; torn < RecordFormat.BYTES - 1; torn++) {
            byte[] bytes = whole.clone();
            Arrays.fill(bytes, start + torn, bytes.length, (byte) 0);
            bytes[start + RecordFormat.BYTES - 1] = 1;
            Files.write(segment(), bytes);
            assertThat(count()).isEqualTo(COMMANDS - 1);
            Files.write(segment(), Arrays.copyOf(whole, start + torn));
            assertThat(count()).isEqualTo(COMMANDS - 1);
        }
    }

    @Test
    void refusesDamageBeforeTheLastBatchAndNamesThePlace() throws IOException {
        byte[] whole = write();
        for (int at = 0; at < RecordFormat.BYTES; at++) {
            byte[] bytes = whole.clone();
            int offset = SegmentFile.HEADER_BYTES + 2 * RecordFormat.BYTES;
            bytes[offset + at] ^= 0x10;
            Files.write(segment(), bytes);
            assertThatThrownBy(this::count)
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("offset " + offset)
                    .hasMessageContaining("record 3")
                    .hasMessageContaining("00000000000000000001.journal");
        }
    }

    @Test
    void refusesAMissingSegment() throws IOException {
        try (Journal journal = Journal.open(folder, 1024, command -> {})) {
            for (int i = 1; i <= 30; i++) {
                append(journal, i);
            }
        }
        Files.delete(SegmentFile.list(folder).get(1));

        assertThatThrownBy(this::count).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void appendsAfterTheCutTail() throws IOException {
        byte[] whole = write();
        whole[SegmentFile.HEADER_BYTES + (COMMANDS - 1) * RecordFormat.BYTES + 50] ^= 1;
        Files.write(segment(), whole);
        try (Journal journal = Journal.open(folder, SEGMENT_BYTES, command -> {})) {
            append(journal, 100);
        }

        assertThat(count()).isEqualTo(COMMANDS);
    }

    private Path segment() throws IOException {
        return SegmentFile.list(folder).getFirst();
    }

    private long count() throws IOException {
        return JournalReader.read(folder, command -> {}).commands();
    }

    /** Returns the segment as a crash after the last batch leaves it: without a seal. */
    private byte[] write() throws IOException {
        try (Journal journal = Journal.open(folder, SEGMENT_BYTES, command -> {})) {
            for (int i = 1; i <= COMMANDS; i++) {
                append(journal, i);
            }
            return Files.readAllBytes(segment());
        }
    }

    private static void append(Journal journal, long id) throws IOException {
        Command command = new Command();
        command.action = Action.CANCEL;
        command.orderId = id;
        journal.append(command);
        journal.commit();
    }
}
