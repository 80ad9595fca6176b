package dev.kanishk.matching.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** A log whose disk does what a test says: becomes durable, or fails. */
final class FakeLog implements CommandLog {
    private final boolean byItself;
    private volatile long durable;
    private volatile long last;
    private volatile boolean fails;
    private volatile boolean closed;
    private volatile Runnable waker = () -> {};

    private FakeLog(boolean byItself) {
        this.byItself = byItself;
    }

    /** Everything flushed is durable at once. */
    static FakeLog fast() {
        return new FakeLog(true);
    }

    /** Nothing is durable until it is said. */
    static FakeLog byHand() {
        return new FakeLog(false);
    }

    void becomeDurable(long sequence) {
        durable = sequence;
        waker.run();
    }

    /** Every call from now on fails, as a journal's does after a failed force. */
    void failFromNowOn() {
        fails = true;
        waker.run();
    }

    boolean isClosed() {
        return closed;
    }

    private void throwIfFailed() throws IOException {
        if (fails) {
            throw new IOException("force of 0000000001.journal failed: Input/output error");
        }
    }

    @Override
    public long append(ByteBuffer source, int offset, int length) throws IOException {
        throwIfFailed();
        long next = last + 1;
        last = next;
        return next;
    }

    @Override
    public void flush() throws IOException {
        throwIfFailed();
        if (byItself) {
            durable = last;
        }
    }

    @Override
    public void awaitDurable(long sequence) throws IOException {
        flush();
        while (durable < sequence) {
            LockSupport.parkNanos(100_000);
            flush();
        }
    }

    @Override
    public void sync() throws IOException {
        awaitDurable(last);
    }

    @Override
    public long durableSequence() {
        return durable;
    }

    @Override
    public long forcedSequence() {
        return durable;
    }

    @Override
    public long lastSequence() {
        return last;
    }

    @Override
    public void onProgress(Runnable newWaker) {
        waker = newWaker;
    }

    @Override
    public void close() {
        closed = true;
    }
}
