package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An append-only journal of records that loses nothing it called durable.
 *
 * <p>Records are numbered from 1 without gaps. {@link #append} copies a record into the batch that
 * is being filled; {@link #flush} sends the batch to the disk; {@link #durableSequence} says how
 * far the disk has it, and only up to there may results be released. Appending takes no lock and
 * allocates nothing; only a full batch or a full segment makes it wait for the disk.
 *
 * <p><b>Failure is final.</b> When a write or a force fails, the durable sequence never moves again
 * and every call that follows throws {@link JournalFailedException}: after a failed force no one
 * knows what the disk holds. Recover the journal into a new one.
 *
 * <p><b>The next segment is made ahead</b>, in the background. If that fails (a full disk), {@link
 * #nextSegmentFailure} says so while there is still a segment's room; when that is used up, it is
 * tried once more, and then the journal fails.
 *
 * <p>A journal belongs to the one thread that appends, flushes and closes; other threads may read
 * {@link #durableSequence} and {@link #forcedSequence}. An interrupt of that thread ends no call,
 * and stays set.
 */
public final class RecordJournal implements AutoCloseable {
    /** Where the writer stands: the segment that the batch being filled goes to. */
    record Place(long journalId, long number, int segmentBytes, int offset) {
        Place(long journalId, long number, JournalSettings settings) {
            this(journalId, number, settings.segmentBytes(), SegmentHeader.BYTES);
        }
    }

    private static final int NO_CLAIM = -1;

    private final boolean force;
    private final int payloadBytesMax;
    private final int batchBytesMax;
    private final int segmentBytesNext;
    private final boolean flushesEmpty;
    private final long journalId;
    private final SegmentWriter writer;
    private final SegmentMaker maker;
    private final BatchSink sink;
    private final Closeable lock;
    private final long tornBytes;
    private Batch batch;
    private long number;
    private int segmentBytes;
    private int salt;
    private long nextSequence;
    private int claimed = NO_CLAIM;
    private boolean closed;

    RecordJournal(
            JournalSettings settings,
            SegmentWriter writer,
            SegmentMaker maker,
            Closeable lock,
            Place place,
            long nextSequence,
            long tornBytes) {
        this.force = settings.durability().isForce();
        this.payloadBytesMax = settings.payloadBytesMax();
        this.batchBytesMax = Math.min(settings.batchBytesMax(), settings.segmentBytes());
        this.segmentBytesNext = settings.segmentBytes();
        this.flushesEmpty = !force && settings.sync() == SyncMode.INLINE;
        this.writer = writer;
        this.maker = maker;
        this.lock = lock;
        this.journalId = place.journalId();
        this.number = place.number();
        this.segmentBytes = place.segmentBytes();
        this.salt = RecordLayout.salt(journalId, number);
        this.nextSequence = nextSequence;
        this.tornBytes = tornBytes;
        if (settings.sync() == SyncMode.INLINE) {
            this.sink = new InlineSink(writer, batchBytesMax);
        } else {
            PipelinedSink pipelined =
                    new PipelinedSink(writer, batchBytesMax, !force, "journal-" + number);
            pipelined.start();
            this.sink = pipelined;
        }
        this.batch = sink.first();
        batch.begin(place.offset(), place.offset(), nextSequence - 1);
    }

    /**
     * Opens a journal for appending: reads what it holds, cuts a torn tail, and makes durable all
     * that was read. Before this has returned, nothing given to {@code recovered} counts as
     * durable.
     *
     * @param folder the journal's folder, made if it does not exist; no other journal may be open
     *     there
     * @param settings how to write
     * @param fromSequence the first sequence wanted: 1, or the one after a snapshot's. Segments
     *     that end before it are not read
     * @param recovered is given every record from there on
     * @return the journal
     * @throws JournalDamagedException if more than a torn tail is missing, or the journal begins
     *     after {@code fromSequence}, or ends before the sequence before it
     * @throws IOException if it cannot be read or written, or is open elsewhere
     */
    public static RecordJournal open(
            Path folder, JournalSettings settings, long fromSequence, RecordConsumer recovered)
            throws IOException {
        requireSequence(fromSequence);
        return new JournalOpener(
                        new FileDisk(),
                        folder,
                        settings,
                        task ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("journal-segment-maker")
                                        .start(task))
                .open(fromSequence, recovered);
    }

    /**
     * Reads a journal and changes nothing in it. Nobody may be writing it meanwhile: what is half
     * written then looks like damage.
     *
     * @param folder the journal's folder; one without segments is an empty journal
     * @param fromSequence the first sequence wanted
     * @param consumer is given every record from there on
     * @return where it ends
     * @throws JournalDamagedException as for {@link #open}
     * @throws IOException if it cannot be read
     */
    public static JournalReading read(Path folder, long fromSequence, RecordConsumer consumer)
            throws IOException {
        requireSequence(fromSequence);
        JournalScan scan = new JournalScan(new FileDisk(), folder, fromSequence, consumer);
        scan.run();
        return new JournalReading(scan.nextSequence() - 1, scan.tornBytes());
    }

    /**
     * Tells whether a folder has any segment of a journal.
     *
     * @param folder the folder, which need not exist
     * @return whether it has one
     * @throws IOException if it cannot be read, or lacks a segment between two others
     */
    public static boolean exists(Path folder) throws IOException {
        return SegmentNames.list(new FileDisk(), folder).length > 0;
    }

    private static void requireSequence(long fromSequence) {
        if (fromSequence < 1) {
            throw new IllegalArgumentException(
                    "fromSequence is " + fromSequence + ": sequences begin at 1");
        }
    }

    /** Writes behind what was recovered that it is durable. */
    void confirm(boolean seal, boolean newSegment) throws IOException {
        if (seal) {
            seal();
        }
        if (newSegment) {
            endSegment();
            sink.awaitIdle(Long.MAX_VALUE);
            writer.throwIfFailed();
        }
    }

    /**
     * Adds a record to the batch.
     *
     * @param type what the record is, from 0 to 127
     * @param source holds the payload; its position and limit are neither used nor changed
     * @param offset where the payload begins in it
     * @param length the payload's length, at most {@link #payloadBytesMax}
     * @return the record's sequence
     * @throws JournalFailedException if the journal has failed, or fails now
     */
    public long append(byte type, ByteBuffer source, int offset, int length)
            throws JournalFailedException {
        reserve(length);
        batch.bytes.put(batch.length + RecordLayout.HEADER_BYTES, source, offset, length);
        claimed = length;
        return commit(type, length);
    }

    /**
     * Makes room for a record, to be written in place and then added by {@link #commit}. A claim
     * that is not committed is forgotten by the next call that appends or flushes.
     *
     * @param lengthMax the most bytes that the payload may take
     * @return a little-endian buffer with the room between its position and its limit; of no use
     *     after the commit
     * @throws JournalFailedException if the journal has failed, or fails now
     */
    public ByteBuffer claim(int lengthMax) throws JournalFailedException {
        reserve(lengthMax);
        int from = batch.length + RecordLayout.HEADER_BYTES;
        claimed = lengthMax;
        return batch.claim.limit(from + lengthMax).position(from);
    }

    /**
     * Adds the record that was written into the room claimed.
     *
     * @param type what the record is, from 0 to 127
     * @param length the payload's length, at most what was claimed
     * @return the record's sequence
     */
    public long commit(byte type, int length) {
        if (type < 0 || length < 0 || length > claimed) {
            throw new IllegalArgumentException(
                    claimed == NO_CLAIM
                            ? "commit of type " + type + ": nothing is claimed; call claim first"
                            : "type "
                                    + type
                                    + ", length "
                                    + length
                                    + ": types are 0 to 127, lengths up to the claim's "
                                    + claimed);
        }
        claimed = NO_CLAIM;
        long sequence = nextSequence++;
        batch.add(type, sequence, length, salt);
        return sequence;
    }

    /** Makes room in the batch, and in the segment, for a record and the end of the segment. */
    private void reserve(int payloadLength) throws JournalFailedException {
        if (payloadLength < 0 || payloadLength > payloadBytesMax) {
            throw new IllegalArgumentException(
                    "a payload of "
                            + payloadLength
                            + " bytes: 0 to "
                            + payloadBytesMax
                            + " fit these settings; raise batchBytesMax and segmentBytes");
        }
        requireUsable();
        int bytes = RecordLayout.bytes(payloadLength) + RecordLayout.HEADER_BYTES;
        if (batch.start + batch.length + bytes > segmentBytes - beginBytes()) {
            endSegment();
        }
        if (batch.length + bytes > batchBytesMax - beginBytes()) {
            handOver();
        }
        if (beginBytes() > 0) {
            batch.add(RecordLayout.BEGIN, nextSequence, 0, salt);
        }
    }

    private void requireUsable() throws JournalFailedException {
        claimed = NO_CLAIM;
        if (closed) {
            throw new IllegalStateException("the journal is closed: open it again");
        }
        writer.throwIfFailed();
    }

    private int beginBytes() {
        return batch.start + batch.length == SegmentHeader.BYTES ? RecordLayout.HEADER_BYTES : 0;
    }

    private void endSegment() throws JournalFailedException {
        if (beginBytes() > 0) {
            batch.add(RecordLayout.BEGIN, nextSequence, 0, salt);
        } else if (batch.length + RecordLayout.HEADER_BYTES > batchBytesMax) {
            handOver();
        }
        batch.add(RecordLayout.END, nextSequence, 0, salt);
        batch.endsSegment = true;
        handOver();
    }

    private void handOver() throws JournalFailedException {
        int start = batch.start + batch.length;
        if (batch.endsSegment) {
            number++;
            salt = RecordLayout.salt(journalId, number);
            segmentBytes = segmentBytesNext;
            start = SegmentHeader.BYTES;
        }
        batch = sink.handOver(batch);
        batch.begin(start, force ? start : writer.forcedTo(number), nextSequence - 1);
    }

    /**
     * Sends the batch on its way. {@link SyncMode#INLINE}: returns when it is written and, as the
     * durability asks, forced. {@link SyncMode#PIPELINED}: never waits; if the disk is busy, the
     * batch goes on being filled, and is to be flushed by a later call.
     *
     * @throws JournalFailedException if the journal has failed, or fails now
     */
    public void flush() throws JournalFailedException {
        requireUsable();
        if ((batch.length > 0 || flushesEmpty) && sink.isIdle()) {
            handOver();
        }
    }

    /**
     * Waits until all that was appended is on the disk, also where a window of loss is allowed.
     *
     * @throws JournalFailedException if the journal has failed, or fails now
     */
    public void sync() throws JournalFailedException {
        requireUsable();
        if (writer.forced() < nextSequence - 1) {
            batch.forces = true;
            handOver();
            sink.awaitIdle(Long.MAX_VALUE);
        }
        writer.throwIfFailed();
    }

    /**
     * Waits until a sequence is durable, sending batches on their way as the disk gets free.
     *
     * @param sequence a sequence that was appended
     * @param timeoutNanos how long to wait at most
     * @return whether it is durable
     * @throws JournalFailedException if the journal has failed, or fails now
     */
    public boolean awaitDurable(long sequence, long timeoutNanos) throws JournalFailedException {
        long begin = System.nanoTime();
        while (durableSequence() < sequence) {
            flush();
            long left = timeoutNanos - (System.nanoTime() - begin);
            if (left <= 0 || sequence >= nextSequence || !sink.awaitIdle(left)) {
                break;
            }
        }
        writer.throwIfFailed();
        return durableSequence() >= sequence;
    }

    /**
     * Returns the sequence up to which results may be released.
     *
     * @return the sequence, 0 if nothing is durable; it never falls
     */
    public long durableSequence() {
        return writer.durable();
    }

    /**
     * Returns the sequence up to which everything is on the disk: {@link #durableSequence}, or less
     * where a window of loss is allowed. A snapshot of a later state must not be finished before.
     *
     * @return the sequence; it never falls
     */
    public long forcedSequence() {
        return writer.forced();
    }

    /**
     * Returns the sequence that the next record will get.
     *
     * @return the sequence
     */
    public long nextSequence() {
        return nextSequence;
    }

    /**
     * Returns how much was cut when the journal was opened.
     *
     * @return the bytes that a crash left of a batch that never counted as durable
     */
    public long tornBytes() {
        return tornBytes;
    }

    /**
     * Returns the longest payload that a record may have.
     *
     * @return its bytes
     */
    public int payloadBytesMax() {
        return payloadBytesMax;
    }

    /**
     * Has a listener called whenever more may have become durable, or the journal has failed: by
     * the journal's thread, so it should only wake another. Never called with {@link
     * SyncMode#INLINE}, where only the writer's own calls make anything durable.
     *
     * @param listener the listener, in place of one given before; what it throws makes the journal
     *     fail
     */
    public void onProgress(Runnable listener) {
        sink.onProgress(listener);
    }

    /**
     * Returns why the next segment could not be made. Raise an alarm: when the segment in use is
     * full, the journal fails unless there is room then.
     *
     * @return the cause, or null if it was made, or is still being made
     */
    public @Nullable IOException nextSegmentFailure() {
        return maker.failure();
    }

    private void seal() throws JournalFailedException {
        reserve(0);
        if (batch.length > 0) {
            handOver();
        }
        batch.add(RecordLayout.SEAL, nextSequence, 0, salt);
        batch.forces = true;
        handOver();
        sink.awaitIdle(Long.MAX_VALUE);
        writer.throwIfFailed();
    }

    /**
     * Makes all that was appended durable, seals the journal, and closes its files. A journal that
     * has failed is only closed. Does nothing the second time.
     *
     * @throws IOException if the disk refuses
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try (lock;
                Closeable _ = writer::close;
                Closeable _ = sink::close) {
            if (!writer.hasFailed()) {
                sync();
                seal();
            }
        } finally {
            closed = true;
        }
    }
}
