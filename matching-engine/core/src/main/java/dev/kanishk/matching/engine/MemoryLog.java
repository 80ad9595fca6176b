package dev.kanishk.matching.engine;

import java.nio.ByteBuffer;

/** A log that keeps nothing: an engine without a journal, whose results may be told at once. */
final class MemoryLog implements CommandLog {
    private volatile long told;
    private long last;

    @Override
    public long append(ByteBuffer source, int offset, int length) {
        return ++last;
    }

    @Override
    public void flush() {
        if (told != last) {
            told = last;
        }
    }

    @Override
    public void awaitDurable(long sequence) {
        flush();
    }

    @Override
    public void sync() {
        flush();
    }

    @Override
    public long durableSequence() {
        return told;
    }

    @Override
    public long forcedSequence() {
        return told;
    }

    @Override
    public long lastSequence() {
        return last;
    }

    @Override
    public void onProgress(Runnable waker) {}

    @Override
    public void close() {}
}
