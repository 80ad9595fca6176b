package dev.kanishk.scheduler.testing;

import dev.kanishk.scheduler.recurring.Recurring;
import dev.kanishk.scheduler.store.Beat;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Limit;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.Signal;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A worker of the store in memory. Its fields are confined to the store's lock. */
final class MemorySession implements WorkerSession {
    final Set<MemoryJob> held = new LinkedHashSet<>();
    final List<UUID> cancelled = new ArrayList<>();
    final List<Claim> unacknowledged = new ArrayList<>();
    final String worker;
    Instant leaseUntil;
    long receipts;

    /** Its process has ended. */
    boolean dead;

    /** Its jobs were taken from it, and it does not know yet. */
    boolean lost;

    private final MemoryStore store;
    private @Nullable Consumer<Signal> listener;

    MemorySession(MemoryStore store, String worker, Instant leaseUntil) {
        this.store = store;
        this.worker = worker;
        this.leaseUntil = leaseUntil;
    }

    void tell(Signal signal) {
        if (listener != null && !dead) {
            listener.accept(signal);
        }
    }

    private <T> T call(String name, Supplier<T> work) {
        synchronized (store) {
            StoreFaults.Fate fate = store.fate(this, name);
            if (dead || fate == StoreFaults.Fate.NOT_CARRIED_OUT) {
                throw new StoreException(name + " of " + worker + " was not carried out");
            }
            T value = work.get();
            if (fate == StoreFaults.Fate.REPLY_LOST) {
                if (value instanceof List<?> list) {
                    list.stream()
                            .filter(Claim.class::isInstance)
                            .map(Claim.class::cast)
                            .forEach(unacknowledged::add);
                }
                throw new StoreException("the reply to " + name + " of " + worker + " was lost");
            }
            return value;
        }
    }

    @Override
    public String worker() {
        return worker;
    }

    @Override
    public List<Claim> claim(List<Quota> quotas) {
        return call("claim", () -> store.claim(this, quotas));
    }

    @Override
    public void started(List<Claim> claims) {
        call("started", () -> store.started(this, claims));
    }

    @Override
    public List<Boolean> finish(List<End> ends) {
        return call("finish", () -> store.finish(this, ends));
    }

    @Override
    public boolean progress(Claim claim, int percent, @Nullable String note) {
        return call("progress", () -> store.progress(this, claim, percent, note));
    }

    @Override
    public Beat beat() {
        return call("beat", () -> store.beat(this));
    }

    @Override
    public Duration lease() {
        return MemoryStore.LEASE;
    }

    @Override
    public void limit(List<Limit> limits) {
        call("limit", () -> store.limit(limits));
    }

    @Override
    public boolean change(Circuit circuit) {
        return call("change", () -> store.change(circuit));
    }

    @Override
    public int expire(String type, Duration longest, int limit) {
        return call("expire", () -> store.expire(this, type, longest, limit));
    }

    @Override
    public void schedule(Recurring recurring) {
        call("schedule", () -> store.schedule(recurring));
    }

    @Override
    public boolean unschedule(String name) {
        return call("unschedule", () -> store.unschedule(name));
    }

    @Override
    public void onSignal(Consumer<Signal> value) {
        synchronized (store) {
            listener = value;
        }
    }

    @Override
    public void close() {
        synchronized (store) {
            listener = null;
            store.leave(this);
        }
    }
}
