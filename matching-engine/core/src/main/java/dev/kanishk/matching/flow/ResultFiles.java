package dev.kanishk.matching.flow;

import dev.kanishk.matching.instrument.Instrument;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code trades.csv} and {@code rejects.csv} of a replay over one or more shards, in the order of
 * the flow's lines: any number of shards gives the same bytes.
 *
 * <p>Each shard's rows come in the order of lines, so this is a merge of sorted streams. A row may
 * be written once no other shard can still come with an earlier line. How far a shard is, is the
 * line of its last released command; or, if it has released the last line that went to it, the line
 * up to which all lines were given to their shards. For the latter, who reads the flow calls {@link
 * #routed} for each line before the shard is given it. With one shard that may be left out.
 *
 * <p>Bounded: a shard whose rows that wait for others take more than {@code waitingBytesMax} waits
 * in {@link ShardResults#release} until they can be written. The shard that is least far never
 * waits, for all of its rows can be written; so the others do not wait for ever. The methods of
 * this class may be called by any thread, {@link #routed} by one.
 */
public final class ResultFiles implements Closeable {
    /** The bytes of rows of one shard that wait for other shards, unless told otherwise. */
    public static final int WAITING_BYTES_MAX_DEFAULT = 1 << 23;

    /** A shard that waits looks this often how far the reader is, which does not signal it. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int WRITE_BYTES = 1 << 16;

    private final CsvFile tradesFile;
    private final CsvFile rejectsFile;
    private final int waitingBytesMax;
    private final ShardResults[] shards;
    private final SymbolNames symbols = new SymbolNames();
    private final AtomicLong routedThrough = new AtomicLong();
    private final AtomicLongArray lastRouted;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final long[] released;
    private final CsvRows[] trades;
    private final CsvRows[] rejects;
    private final CsvRows mergedTrades = new CsvRows();
    private final CsvRows mergedRejects = new CsvRows();
    private boolean closed;
    private boolean failed;

    /**
     * Starts both files of a replay by one shard anew.
     *
     * @param folder where; made if it does not exist
     * @throws IOException if they cannot be written
     */
    public ResultFiles(Path folder) throws IOException {
        this(folder, 1, WAITING_BYTES_MAX_DEFAULT);
    }

    /**
     * Starts both files anew.
     *
     * @param folder where; made if it does not exist
     * @param shards how many shards have results, 1 or more
     * @param waitingBytesMax how many bytes of a shard's rows may wait for other shards
     * @throws IOException if they cannot be written
     */
    public ResultFiles(Path folder, int shards, int waitingBytesMax) throws IOException {
        if (shards < 1) {
            throw new IllegalArgumentException("shards is " + shards + ": use 1 or more");
        }
        if (waitingBytesMax < 0) {
            throw new IllegalArgumentException(
                    "waitingBytesMax is " + waitingBytesMax + ": use 0 or more");
        }
        this.waitingBytesMax = waitingBytesMax;
        this.shards = new ShardResults[shards];
        this.lastRouted = new AtomicLongArray(shards);
        this.released = new long[shards];
        this.trades = new CsvRows[shards];
        this.rejects = new CsvRows[shards];
        for (int shard = 0; shard < shards; shard++) {
            this.shards[shard] = new ShardResults(this, shard, symbols);
            trades[shard] = new CsvRows();
            rejects[shard] = new CsvRows();
        }
        Files.createDirectories(folder);
        tradesFile =
                new CsvFile(
                        folder.resolve("trades.csv"),
                        "line,symbol,price,qty,maker_order_id,taker_order_id,taker_side");
        try {
            rejectsFile = new CsvFile(folder.resolve("rejects.csv"), "line,order_id,reason");
        } catch (IOException e) {
            tradesFile.close();
            throw e;
        }
    }

    /**
     * Returns the listener of a shard's books.
     *
     * @param shard the shard, from 0
     * @return its listener
     */
    public ShardResults shard(int shard) {
        return shards[shard];
    }

    /**
     * Learns an instrument's symbol; called before a shard is given its first command, for books
     * that were recovered, and where what shards are told comes without definitions.
     *
     * @param instrument the instrument
     */
    public void addInstrument(Instrument instrument) {
        symbols.add(instrument);
    }

    /**
     * Says that a line is about to be given to a shard, and all lines before it have been given to
     * theirs. Two ordered writes.
     *
     * @param shard the shard
     * @param line the line, not less than the one before
     */
    public void routed(int shard, long line) {
        lastRouted.setRelease(shard, line);
        routedThrough.setRelease(line);
    }

    void release(int shard, long line, CsvRows newTrades, CsvRows newRejects) throws IOException {
        lock.lock();
        try {
            check();
            newTrades.moveTo(trades[shard], Long.MAX_VALUE);
            newRejects.moveTo(rejects[shard], Long.MAX_VALUE);
            released[shard] = line;
            write();
            while (trades[shard].sizeBytes() + rejects[shard].sizeBytes() > waitingBytesMax) {
                written.awaitNanos(LOOK_NANOS);
                check();
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted in release").initCause(e);
        } finally {
            lock.unlock();
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the result files are closed");
        }
        if (failed) {
            throw new IOException("the result files could not be written before");
        }
    }

    /** Writes what no other shard can come before. */
    private void write() throws IOException {
        long[] reached = new long[shards.length];
        long through = routedThrough.getAcquire();
        for (int shard = 0; shard < shards.length; shard++) {
            boolean idle = released[shard] >= lastRouted.getAcquire(shard);
            reached[shard] = idle ? Math.max(through, released[shard]) : released[shard];
        }
        failed = true;
        merge(trades, reached, mergedTrades, tradesFile);
        merge(rejects, reached, mergedRejects, rejectsFile);
        failed = false;
        written.signalAll();
    }

    private static void merge(CsvRows[] sources, long[] reached, CsvRows merged, CsvFile file)
            throws IOException {
        if (sources.length == 1) {
            file.write(sources[0]);
            return;
        }
        while (true) {
            int first = -1;
            for (int shard = 0; shard < sources.length; shard++) {
                boolean isEarlier =
                        !sources[shard].isEmpty()
                                && (first < 0
                                        || sources[shard].firstLine() < sources[first].firstLine());
                first = isEarlier ? shard : first;
            }
            if (first < 0) {
                break;
            }
            long last = Long.MAX_VALUE;
            for (int shard = 0; shard < sources.length; shard++) {
                if (shard != first) {
                    CsvRows other = sources[shard];
                    last = Math.min(last, other.isEmpty() ? reached[shard] : other.firstLine());
                }
            }
            if (sources[first].firstLine() > last) {
                break;
            }
            sources[first].moveTo(merged, last);
            if (merged.sizeBytes() >= WRITE_BYTES) {
                file.write(merged);
            }
        }
        file.write(merged);
    }

    /**
     * Writes everything that was released, whatever other shards might still have had, and closes
     * the files.
     *
     * @throws IOException if they cannot be written
     */
    @Override
    public void close() throws IOException {
        lock.lock();
        try (tradesFile;
                rejectsFile) {
            if (!closed && !failed) {
                long[] all = new long[shards.length];
                Arrays.fill(all, Long.MAX_VALUE);
                merge(trades, all, mergedTrades, tradesFile);
                merge(rejects, all, mergedRejects, rejectsFile);
            }
        } finally {
            closed = true;
            written.signalAll();
            lock.unlock();
        }
    }
}
