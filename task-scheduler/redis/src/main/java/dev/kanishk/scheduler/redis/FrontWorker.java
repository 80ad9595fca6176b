package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.store.Beat;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Limit;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.Signal;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker of the store that hears of due jobs from Redis too, usually earlier. */
final class FrontWorker implements WorkerSession {
    private final WorkerSession session;
    private final FrontSignals signals;
    private final ReentrantLock telling = new ReentrantLock();
    private final Consumer<Signal> fromRedis = this::tell;
    private volatile Consumer<Signal> listener = signal -> {};

    FrontWorker(WorkerSession session, FrontSignals signals) {
        this.session = session;
        this.signals = signals;
        session.onSignal(this::tellOfTheStore);
        signals.add(fromRedis);
    }

    private void tellOfTheStore(Signal signal) {
        if (signal instanceof Signal.Due due) {
            signals.seen(due.lanes());
        }
        tell(signal);
    }

    /** Signals come on threads of the store's and of Redis': one at a time. */
    private void tell(Signal signal) {
        telling.lock();
        try {
            listener.accept(signal);
        } finally {
            telling.unlock();
        }
    }

    @Override
    public String worker() {
        return session.worker();
    }

    @Override
    public List<Claim> claim(List<Quota> quotas) {
        return session.claim(quotas);
    }

    @Override
    public void started(List<Claim> claims) {
        session.started(claims);
    }

    @Override
    public List<Boolean> finish(List<End> ends) {
        return session.finish(ends);
    }

    @Override
    public boolean progress(Claim claim, int percent, @Nullable String note) {
        return session.progress(claim, percent, note);
    }

    @Override
    public Beat beat() {
        Beat beat = session.beat();
        signals.seen(beat.lanes());
        return beat;
    }

    @Override
    public Duration lease() {
        return session.lease();
    }

    @Override
    public boolean isAtLimit(String type) {
        return session.isAtLimit(type);
    }

    @Override
    public Duration beatEvery() {
        return session.beatEvery();
    }

    @Override
    public void limit(List<Limit> limits) {
        session.limit(limits);
    }

    @Override
    public boolean change(Circuit circuit) {
        return session.change(circuit);
    }

    @Override
    public int expire(String type, Duration longest, int limit) {
        return session.expire(type, longest, limit);
    }

    @Override
    public void schedule(Recurring recurring) {
        session.schedule(recurring);
    }

    @Override
    public boolean unschedule(String name) {
        return session.unschedule(name);
    }

    @Override
    public void onSignal(Consumer<Signal> told) {
        listener = told;
    }

    @Override
    public void close() {
        signals.remove(fromRedis);
        session.close();
    }
}
