package dev.kanishk.matching.journal;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches in a thread of its own, in the order they were handed over.
 *
 * <p>Two counters, each written by one thread, say which of the three batches are whose: those from
 * {@code finished} to {@code handed} belong to the thread here, the next one to the writer of the
 * journal, who fills it only when {@code handed - finished} is at most two. The volatile write of a
 * counter after the last access to a batch, and the volatile read of it before the first, order the
 * batches' plain fields. Both threads park when they have nothing to do. Each announces that before
 * it looks once more, and the other looks for the announcement after it has moved its counter, so
 * no wake-up is lost.
 */
final class PipelinedSink implements BatchSink {
    private static final int BATCHES = 3;
    private static final long PARK_NANOS_MAX = 1_000_000_000;

    private final SegmentWriter writer;
    private final boolean windowed;
    private final Batch[] batches = new Batch[BATCHES];
    private final Batch nothing = new Batch(0);
    private final Thread thread;
    private volatile long handed;
    private volatile long finished;
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable Thread waiter;
    private volatile @Nullable Runnable progress;

    PipelinedSink(SegmentWriter writer, int batchBytes, boolean windowed, String name) {
        this.writer = writer;
        this.windowed = windowed;
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = new Batch(batchBytes);
        }
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public Batch first() {
        return batches[0];
    }

    @Override
    public Batch handOver(Batch filled) throws JournalFailedException {
        writer.throwIfFailed();
        long next = handed + 1;
        handed = next;
        if (parked) {
            LockSupport.unpark(thread);
        }
        await(next - (BATCHES - 1), Long.MAX_VALUE);
        writer.throwIfFailed();
        return batches[(int) (next % BATCHES)];
    }

    @Override
    public boolean isIdle() {
        return handed == finished;
    }

    @Override
    public boolean awaitIdle(long timeoutNanos) {
        return await(handed, timeoutNanos);
    }

    @Override
    public void onProgress(Runnable listener) {
        progress = listener;
    }

    /** Waits until so many batches are finished, or the thread has ended. */
    private boolean await(long count, long timeoutNanos) {
        if (finished >= count) {
            return true;
        }
        long begin = System.nanoTime();
        boolean interrupted = false;
        waiter = Thread.currentThread();
        while (finished < count && !ended) {
            long left = timeoutNanos - (System.nanoTime() - begin);
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, Math.min(left, PARK_NANOS_MAX));
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return finished >= count;
    }

    private void run() {
        try {
            while (true) {
                long next = finished;
                if (next < handed) {
                    writer.write(batches[(int) (next % BATCHES)]);
                    finished = next + 1;
                    tell();
                } else if (closing) {
                    return;
                } else {
                    idle(next);
                }
            }
        } catch (JournalFailedException e) {
            // The writer of the journal meets it at its next call, to be made soon.
            tell();
        } catch (RuntimeException | Error e) {
            writer.fail("tell of progress in", e);
        } finally {
            ended = true;
            wake();
        }
    }

    private void idle(long next) throws JournalFailedException {
        long nanos = windowed ? writer.nanosToForce() : -1;
        if (nanos == 0) {
            writer.write(nothing);
            return;
        }
        parked = true;
        if (handed == next && !closing) {
            LockSupport.parkNanos(this, nanos < 0 ? PARK_NANOS_MAX : nanos);
        }
        parked = false;
    }

    private void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void tell() {
        wake();
        Runnable listener = progress;
        if (listener != null) {
            listener.run();
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
