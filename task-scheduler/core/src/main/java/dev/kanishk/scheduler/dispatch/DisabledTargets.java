package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The targets that are disabled, for handlers and operators. Safe for use by many threads. */
final class DisabledTargets {
    private final Dispatcher dispatcher;
    private final WorkerSession session;
    private final Consumer<Event> events;

    DisabledTargets(Dispatcher dispatcher, WorkerSession session, Consumer<Event> events) {
        this.dispatcher = dispatcher;
        this.session = session;
        this.events = events;
    }

    boolean contains(String target) {
        return dispatcher.isDisabled(target);
    }

    Set<String> all() {
        return new TreeSet<>(dispatcher.disabled().keySet());
    }

    /**
     * Disables a target for all processes.
     *
     * @throws StoreException if the store fails
     */
    boolean add(String target) {
        if (target.isEmpty() || target.length() > JobRequest.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "a target of "
                            + target.length()
                            + " characters is not allowed: use 1 to "
                            + JobRequest.MAX_NAME_LENGTH);
        }
        if (dispatcher.isDisabled(target)) {
            return true;
        }
        if (dispatcher.disabled().size() >= Circuits.MAX_DISABLED) {
            return false;
        }
        change(Circuits.ofDisabled(target));
        return true;
    }

    /**
     * Enables a target again for all processes.
     *
     * @param storeTime what the store's clock shows
     * @return false if it is not disabled
     * @throws StoreException if the store fails
     */
    boolean remove(String target, Instant storeTime) {
        Circuit known = dispatcher.disabled().get(target);
        if (known == null) {
            return false;
        }
        return change(new Circuit(known.name(), known.epoch() + 1, false, storeTime, 0));
    }

    private boolean change(Circuit circuit) {
        boolean accepted = session.change(circuit);
        events.accept(new Event.CircuitChanged(circuit, accepted));
        return accepted;
    }
}
