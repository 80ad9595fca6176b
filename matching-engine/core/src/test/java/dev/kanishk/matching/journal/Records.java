package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Records whose content follows from their sequence, and a consumer that checks that. */
final class Records implements RecordConsumer {
    private final long first;
    private long next;

    Records() {
        this(1);
    }

    Records(long first) {
        this.first = first;
        this.next = first;
    }

    long count() {
        return next - first;
    }

    long last() {
        return next - 1;
    }

    static int length(long sequence) {
        return (int) (sequence * 31 % 97);
    }

    static byte type(long sequence) {
        return (byte) (sequence % 128);
    }

    static byte content(long sequence, int index) {
        return (byte) (sequence * 7 + index * 13L);
    }

    static long append(RecordJournal journal, long sequence) throws JournalFailedException {
        int length = length(sequence);
        ByteBuffer payload = ByteBuffer.allocate(length + 2);
        for (int i = 0; i < length; i++) {
            payload.put(i + 1, content(sequence, i));
        }
        return journal.append(type(sequence), payload, 1, length);
    }

    @Override
    public void accept(byte type, long sequence, ByteBuffer bytes, int offset, int length) {
        assertThat(sequence).isEqualTo(next);
        assertThat(type).isEqualTo(type(sequence));
        assertThat(length).isEqualTo(length(sequence));
        assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            if (bytes.get(offset + i) != content(sequence, i)) {
                throw new AssertionError("record " + sequence + " differs at byte " + i);
            }
        }
        next++;
    }
}
