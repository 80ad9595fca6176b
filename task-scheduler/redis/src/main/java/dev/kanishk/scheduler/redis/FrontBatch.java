package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.RepeatableStore.NamedRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Calls that went to Redis as one entry; kept by their process until the database has them. */
final class FrontBatch {
    private enum State {
        WAITING,
        STORING,
        OVER
    }

    private final long number;
    private final List<FrontCall> calls;
    private final List<NamedRequest> jobs;
    private final long madeNanos = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable String entry;

    FrontBatch(long number, List<FrontCall> calls) {
        this.number = number;
        this.calls = List.copyOf(calls);
        this.jobs = calls.stream().flatMap(call -> call.jobs().stream()).toList();
    }

    byte[] bytes(String process) {
        return FrontFormat.entry(
                new FrontFormat.Header(process, number, isEarly(), jobs.size()),
                calls.stream().map(FrontCall::bytes).toList());
    }

    long number() {
        return number;
    }

    List<FrontCall> calls() {
        return calls;
    }

    List<NamedRequest> jobs() {
        return jobs;
    }

    long madeNanos() {
        return madeNanos;
    }

    boolean isEarly() {
        return calls.stream().anyMatch(FrontCall::isEarly);
    }

    /** Its name in the stream, once Redis said it. */
    @Nullable String entry() {
        return entry;
    }

    void inRedis(String name) {
        entry = name;
        calls.forEach(FrontCall::inRedis);
    }

    boolean isOver() {
        return state.get() == State.OVER;
    }

    /** Whether the asker is the one in this process to store it now. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.STORING);
    }

    /** Answers all calls; false if that was done before. */
    boolean end(List<Receipt> receipts) {
        if (state.getAndSet(State.OVER) == State.OVER) {
            return false;
        }
        int from = 0;
        for (FrontCall call : calls) {
            int to = from + call.jobs().size();
            call.end(receipts.subList(from, to), null);
            from = to;
        }
        over.countDown();
        return true;
    }

    /** Notes that its calls were answered one by one; false if they were all together before. */
    boolean ended() {
        boolean first = state.getAndSet(State.OVER) != State.OVER;
        over.countDown();
        return first;
    }

    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    /** Waits until the database has it; false if it does not in time. */
    boolean await(Duration longest) throws InterruptedException {
        return over.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
