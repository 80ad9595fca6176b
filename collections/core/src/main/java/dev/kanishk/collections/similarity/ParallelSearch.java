package dev.kanishk.collections.similarity;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One search on several threads, each of which takes a range of rows after the other until none is
 * left, so that a slow or absent thread holds nobody up.
 *
 * <p>The caller works like the others. When the rows are used up, it cancels the parts that have
 * not begun, and waits for those that are at work on their last range; hence an executor without a
 * free thread, the caller's own for one, cannot stop a search. The merge happens after each part's
 * state became {@code FINISHED}, a volatile write, and that of {@link TopK} is in no order: the
 * result is that of one thread.
 */
final class ParallelSearch {
    private static final long RANGE_BYTES = 1 << 20;
    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int FINISHED = 2;

    private final RowStore store;
    private final MemorySegment query;
    private final double inverseLength;
    private final @Nullable LongPredicate filter;
    private final int size;
    private final int rangeRows;
    private final AtomicInteger nextRange = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread caller = Thread.currentThread();

    ParallelSearch(
            RowStore store,
            MemorySegment query,
            double inverseLength,
            @Nullable LongPredicate filter) {
        this.store = store;
        this.query = query;
        this.inverseLength = inverseLength;
        this.filter = filter;
        size = store.size();
        rangeRows = (int) Math.max(1, RANGE_BYTES / store.format().strideBytes());
    }

    /** Searches in so many parts; the result is in the first scan of {@code neighbors}. */
    void run(Neighbors neighbors, Executor executor, int parts) {
        List<Part> others = new ArrayList<>(parts - 1);
        for (int i = 1; i < parts; i++) {
            RowScan scan = neighbors.scan(i);
            scan.best().clear();
            Part part = new Part(scan);
            try {
                executor.execute(part);
                others.add(part);
            } catch (RejectedExecutionException e) {
                break; // the parts that run do its work
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e); // thrown once no part is at work any more
                others.add(part);
                break;
            }
        }
        work(neighbors.scan(0));
        for (Part part : others) {
            if (part.awaitOrCancel()) {
                neighbors.best().offerAll(part.scan.best());
            }
        }
        rethrow(failure.get());
    }

    private void work(RowScan scan) {
        try {
            while (failure.get() == null) {
                long from = (long) nextRange.getAndIncrement() * rangeRows;
                if (from >= size) {
                    return;
                }
                int to = (int) Math.min(size, from + rangeRows);
                scan.scan(store, query, inverseLength, filter, (int) from, to);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** What one thread of the executor does. */
    private final class Part extends AtomicInteger implements Runnable {
        private static final long serialVersionUID = 1;

        private final transient RowScan scan;

        Part(RowScan scan) {
            this.scan = scan;
        }

        @Override
        public void run() {
            if (compareAndSet(WAITING, RUNNING)) {
                work(scan);
                set(FINISHED);
                LockSupport.unpark(caller);
            }
        }

        /** Returns whether the part had begun; then it has also finished. */
        boolean awaitOrCancel() {
            if (compareAndSet(WAITING, FINISHED)) {
                return false;
            }
            boolean interrupted = false;
            while (get() != FINISHED) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return true;
        }
    }
}
