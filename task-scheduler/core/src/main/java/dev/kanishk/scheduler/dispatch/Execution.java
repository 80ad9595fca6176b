package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A job that has a slot. Confined to the dispatcher, but for {@link #isCancelled}. */
final class Execution {
    /** What it waits for. */
    enum Stage {
        /** To be let through an open circuit as its probe. */
        ASKING,
        /** For its start to be recorded. */
        RECORDING,
        /** For its handler to end. */
        RUNNING
    }

    /** The circuits that it probes, as it opened them half. */
    final List<Circuit> probes = new ArrayList<>(0);

    Stage stage = Stage.ASKING;
    boolean recorded;
    long startedNanos;
    long deadlineNanos;
    Instant deadline = Instant.MAX;
    long waitNanos;

    /** Its attempt has an end, or is not this worker's any more; its handler may still run. */
    boolean ended;

    /** The scheduler stops, and wants it back. */
    boolean handingBack;

    private final Claim claim;
    private final TypeState type;
    private final long number;
    private volatile boolean cancelled;

    Execution(Claim claim, TypeState type, long number) {
        this.claim = claim;
        this.type = type;
        this.number = number;
    }

    Claim claim() {
        return claim;
    }

    TypeState type() {
        return type;
    }

    long number() {
        return number;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** The circuit that its result counts for: its target's, if it names one. */
    String circuit() {
        String target = claim.request().target();
        return target == null ? Circuits.ofType(type.name()) : Circuits.ofTarget(target);
    }

    boolean isProbing(String circuit) {
        for (Circuit probe : probes) {
            if (probe.name().equals(circuit)) {
                return true;
            }
        }
        return false;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }
}
