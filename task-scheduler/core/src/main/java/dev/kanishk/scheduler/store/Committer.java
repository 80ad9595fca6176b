package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * Callers hand over jobs and wait; whatever has gathered while the last flush ran becomes the next
 * batch. A flush costs the same for one job as for a thousand, so the more callers there are, the
 * less each pays, and nobody waits for a timer. For the same reason a second thread would do harm
 * as long as one keeps up: each would have batches of half the size. It helps only with what does
 * not fit into a batch.
 *
 * If a batch fails, each call in it is tried by itself, so that a caller gets its own failure and
 * not its neighbour's.
 */
/** Groups the jobs that many threads enqueue into few transactions. */
final class Committer implements AutoCloseable {
    private static final int MAX_CALLS = 4_096;
    private static final int MAX_JOBS = 1_000;
    private static final int MAX_BYTES = 8 << 20;
    private static final long CLOSE_SECONDS = 30;

    private static final class Call {
        private final List<NewJob> jobs;
        private final Thread caller = Thread.currentThread();
        private @Nullable List<Receipt> receipts;
        private @Nullable RuntimeException failure;
        private volatile boolean over;

        Call(List<NewJob> jobs) {
            this.jobs = jobs;
        }

        void end(@Nullable List<Receipt> answer, @Nullable RuntimeException why) {
            receipts = answer;
            failure = why;
            over = true;
            LockSupport.unpark(caller);
        }

        int bytes() {
            int bytes = 0;
            for (NewJob job : jobs) {
                bytes += job.bytes();
            }
            return bytes;
        }
    }

    private final Function<List<NewJob>, List<Receipt>> accept;
    private final Queue<Call> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(MAX_CALLS);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger jobs = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Committer(int count, Function<List<NewJob>, List<Receipt>> accept) {
        this.accept = accept;
        for (int i = 0; i < count; i++) {
            int least = i == 0 ? 1 : MAX_JOBS;
            threads.add(
                    Thread.ofPlatform()
                            .name("job-committer-" + i)
                            .daemon()
                            .unstarted(() -> run(least)));
        }
        threads.forEach(Thread::start);
    }

    /** Stores jobs together with those of other callers, and returns when they are durable. */
    List<Receipt> commit(List<NewJob> jobs) {
        Call call = new Call(jobs);
        room.acquireUninterruptibly();
        try {
            if (closed) {
                throw new StoreException("the store is closed");
            }
            waiting.add(call);
            int now = this.jobs.addAndGet(jobs.size());
            if (calls.getAndIncrement() == 0) {
                LockSupport.unpark(threads.getFirst());
            }
            if (now >= MAX_JOBS) {
                threads.forEach(LockSupport::unpark);
            }
            boolean interrupted = false;
            while (!call.over) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } finally {
            room.release();
        }
        if (call.failure != null) {
            throw call.failure;
        }
        return call.receipts == null ? List.of() : call.receipts;
    }

    /** Writes batches, as long as so many jobs wait. */
    private void run(int least) {
        List<Call> batch = new ArrayList<>();
        while (true) {
            if (jobs.get() >= least || closed) {
                gather(batch);
            }
            if (!batch.isEmpty()) {
                write(batch);
                batch.clear();
            } else if (closed) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void gather(List<Call> batch) {
        int taken = 0;
        int bytes = 0;
        while (taken < MAX_JOBS && bytes < MAX_BYTES) {
            Call call = waiting.poll();
            if (call == null) {
                return;
            }
            calls.getAndDecrement();
            jobs.addAndGet(-call.jobs.size());
            batch.add(call);
            taken += call.jobs.size();
            bytes += call.bytes();
        }
    }

    private void write(List<Call> batch) {
        List<Receipt> receipts;
        try {
            receipts =
                    accept.apply(
                            batch.size() == 1
                                    ? batch.getFirst().jobs
                                    : batch.stream().flatMap(call -> call.jobs.stream()).toList());
        } catch (RuntimeException | Error e) {
            // Whoever waits is told, whatever it is: nobody else would.
            if (batch.size() == 1) {
                batch.getFirst().end(null, failure(e));
            } else {
                batch.forEach(call -> write(List.of(call)));
            }
            return;
        }
        int from = 0;
        for (Call call : batch) {
            int to = from + call.jobs.size();
            call.end(receipts.subList(from, to), null);
            from = to;
        }
    }

    private static RuntimeException failure(Throwable e) {
        return e instanceof RuntimeException failure
                ? failure
                : new StoreException("the jobs may not be stored: " + e, e);
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Call call = waiting.poll();
        while (call != null) {
            call.end(null, new StoreException("the store is closed"));
            call = waiting.poll();
        }
    }
}
