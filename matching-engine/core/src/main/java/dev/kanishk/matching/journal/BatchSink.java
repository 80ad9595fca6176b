package dev.kanishk.matching.journal;

import java.io.IOException;

/** Where filled batches go. Called by the writer of the journal alone. */
sealed interface BatchSink permits InlineSink, PipelinedSink {
    /** Returns the batch to fill first. */
    Batch first();

    /** Sends a batch on its way and returns the next one to fill, waiting until one is free. */
    Batch handOver(Batch filled) throws JournalFailedException;

    /** Returns whether a batch handed over now would be written at once. */
    boolean isIdle();

    /** Waits until every batch handed over was written, or until the time is over. */
    boolean awaitIdle(long timeoutNanos);

    /** Asks to be told whenever more has become durable. */
    void onProgress(Runnable listener);

    /** Ends: nothing is handed over any more, and what was has been written or has failed. */
    void close() throws IOException;
}
