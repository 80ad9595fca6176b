package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.RepeatableStore.NamedRequest;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller that waits for its receipts. The first answer counts. */
final class FrontCall {
    private final List<NamedRequest> jobs;
    private final byte[] bytes;
    private final @Nullable List<Receipt> early;
    private final Thread caller = Thread.currentThread();
    private @Nullable List<Receipt> receipts;
    private @Nullable RuntimeException failure;
    private volatile boolean over;

    /** Made by the caller's thread; {@code early} is what it gets when Redis has its jobs. */
    FrontCall(List<NamedRequest> jobs, byte[] bytes, @Nullable List<Receipt> early) {
        this.jobs = jobs;
        this.bytes = bytes;
        this.early = early;
    }

    List<NamedRequest> jobs() {
        return jobs;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isEarly() {
        return early != null;
    }

    void inRedis() {
        if (early != null) {
            end(early, null);
        }
    }

    synchronized void end(@Nullable List<Receipt> answer, @Nullable RuntimeException why) {
        if (!over) {
            receipts = answer;
            failure = why;
            over = true;
            LockSupport.unpark(caller);
        }
    }

    List<Receipt> await() {
        boolean interrupted = false;
        while (!over) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException why = failure;
        if (why != null) {
            throw why;
        }
        List<Receipt> answer = receipts;
        return answer == null ? List.of() : answer;
    }
}
