package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.Result;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt. The handler has a thread of its own, which can be interrupted at any moment without
 * disturbing the writing of the result.
 */
final class Run implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final long STORE_RETRY_NANOS = 200_000_000;

    private final WorkerSession session;
    private final Slots slots;
    private final TypeDispatch type;
    private final Claim claim;
    private final RandomGenerator random;
    private volatile @Nullable Throwable failure;

    Run(
            WorkerSession session,
            Slots slots,
            TypeDispatch type,
            Claim claim,
            RandomGenerator random) {
        this.session = session;
        this.slots = slots;
        this.type = type;
        this.claim = claim;
        this.random = random;
    }

    @Override
    public void run() {
        Thread handler =
                Thread.ofVirtual().name("handler-", claim.position()).unstarted(this::call);
        boolean accepted = false;
        try {
            slots.startHandler(claim.id(), handler);
            boolean ended = handler.join(claim.request().timeout());
            if (!ended) {
                handler.interrupt();
            }
            accepted = finish(ended);
            handler.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody has a reference to this thread", e);
        } finally {
            slots.release(type, claim.id(), handler, accepted);
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a handler throws is its failure
    private void call() {
        try {
            type.handler()
                    .run(
                            new JobContext(
                                    claim.id(),
                                    claim.request().type(),
                                    claim.request().payload(),
                                    claim.attempt()));
        } catch (Throwable e) {
            failure = e;
        }
    }

    private boolean finish(boolean ended) {
        Result result = result(ended);
        slots.resulted(type, result);
        while (true) {
            try {
                return session.finish(claim, result);
            } catch (StoreException e) {
                if (slots.isHandingBack()) {
                    return false;
                }
                LOG.warn("cannot keep the result of job {}, trying again: {}", claim.id(), e);
                LockSupport.parkNanos(STORE_RETRY_NANOS);
            }
        }
    }

    private Result result(boolean ended) {
        Throwable thrown = failure;
        if (ended && thrown == null) {
            return new Result.Succeeded();
        }
        if (slots.isHandingBack()) {
            return new Result.HandedBack();
        }
        Duration delay = type.policy().retry().delay(claim.failures() + 1, random);
        if (!ended) {
            String error = "the attempt took longer than " + claim.request().timeout();
            return new Result.Failed(error, true, delay);
        }
        return switch (thrown) {
            case PermanentFailureException permanent ->
                    new Result.Failed(text(permanent), false, null);
            case RetryLaterException later ->
                    new Result.Failed(text(later), false, atLeast(delay, later.delay()));
            case null, default -> new Result.Failed(text(thrown), false, delay);
        };
    }

    private Duration atLeast(Duration delay, Duration asked) {
        Duration longest = type.policy().retry().maxDelay();
        Duration bounded = asked.compareTo(longest) > 0 ? longest : asked;
        return bounded.compareTo(delay) > 0 ? bounded : delay;
    }

    private static String text(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        String name = thrown.getClass().getSimpleName();
        return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
    }
}
