package dev.kanishk.matching.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a shard's commands go before their results are told. Belongs to the shard's thread. */
interface CommandLog extends AutoCloseable {
    /**
     * Adds an encoded command.
     *
     * @return its sequence, one more than the one before
     */
    long append(ByteBuffer source, int offset, int length) throws IOException;

    /** Sends what was appended on its way to the disk; may wait for the disk, or not. */
    void flush() throws IOException;

    /** Waits until a sequence that was appended is durable. */
    void awaitDurable(long sequence) throws IOException;

    /** Waits until the disk has all that was appended, also where a window of loss is allowed. */
    void sync() throws IOException;

    /** Returns the sequence up to which results may be told; never falls. Any thread. */
    long durableSequence();

    /** Returns the sequence up to which the disk has everything. Any thread. */
    long forcedSequence();

    /** Returns the sequence of the last command appended. */
    long lastSequence();

    /** Has a waker called when more may have become durable without a call of this thread. */
    void onProgress(Runnable waker);

    /** Makes everything durable and ends; a log that has failed only ends. */
    @Override
    void close() throws IOException;
}
