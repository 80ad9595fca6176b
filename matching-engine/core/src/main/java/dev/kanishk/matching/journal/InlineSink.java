package dev.kanishk.matching.journal;

/** Writes a batch in the thread that hands it over. */
final class InlineSink implements BatchSink {
    private final SegmentWriter writer;
    private final Batch batch;

    InlineSink(SegmentWriter writer, int batchBytes) {
        this.writer = writer;
        this.batch = new Batch(batchBytes);
    }

    @Override
    public Batch first() {
        return batch;
    }

    @Override
    public Batch handOver(Batch filled) throws JournalFailedException {
        writer.write(filled);
        return filled;
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    public boolean awaitIdle(long timeoutNanos) {
        return true;
    }

    @Override
    public void onProgress(Runnable listener) {
        // The writer's own calls are the only ones that make anything durable.
    }

    @Override
    public void close() {
        // Nothing is under way between two calls.
    }
}
