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
 * less each pays, and nobody waits for a timer. With two threads, one wakes its callers and gathers
 * while the other waits for the disk.
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
    private final AtomicInteger size = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Committer(int count, Function<List<NewJob>, List<Receipt>> accept) {
        this.accept = accept;
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().name("job-committer-" + i).daemon().start(this::run));
        }
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
            if (size.getAndIncrement() == 0) {
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

    private void run() {
        List<Call> batch = new ArrayList<>();
        while (true) {
            gather(batch);
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
        int jobs = 0;
        int bytes = 0;
        while (jobs < MAX_JOBS && bytes < MAX_BYTES) {
            Call call = waiting.poll();
            if (call == null) {
                return;
            }
            size.getAndDecrement();
            batch.add(call);
            jobs += call.jobs.size();
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
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                batch.getFirst().end(null, e);
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
