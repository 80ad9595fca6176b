package dev.kanishk.matching.engine;

import dev.kanishk.matching.journal.RecordJournal;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The log of a shard with a journal. */
final class JournalLog implements CommandLog {
    /** The type of the records that are commands. */
    static final byte COMMAND = 1;

    private final RecordJournal journal;

    JournalLog(RecordJournal journal) {
        this.journal = journal;
    }

    @Override
    public long append(ByteBuffer source, int offset, int length) throws IOException {
        return journal.append(COMMAND, source, offset, length);
    }

    @Override
    public void flush() throws IOException {
        journal.flush();
    }

    @Override
    public void awaitDurable(long sequence) throws IOException {
        journal.awaitDurable(sequence, Long.MAX_VALUE);
    }

    @Override
    public void sync() throws IOException {
        journal.sync();
    }

    @Override
    public long durableSequence() {
        return journal.durableSequence();
    }

    @Override
    public long forcedSequence() {
        return journal.forcedSequence();
    }

    @Override
    public long lastSequence() {
        return journal.nextSequence() - 1;
    }

    @Override
    public void onProgress(Runnable waker) {
        journal.onProgress(waker);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
