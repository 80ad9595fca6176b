package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Quota;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many jobs to take, and when: enough to fill the slots, and of types whose jobs are short as
 * many more as are done in a moment, in few large calls. One call runs at a time. After one that
 * failed, another goes in any case, which brings what that one may have taken.
 */
final class Intake {
    private static final long SECOND = 1_000_000_000;
    private static final int MAX_CALL = 1_000;
    private static final int MAX_QUEUED = 4_000;

    private final Collection<TypeState> types;
    private final Lanes lanes;
    private final Circuits circuits;
    private final Beats beats;
    private final int slots;
    private final Backoff backoff = new Backoff();
    private boolean inFlight;
    private boolean inDoubt;
    private boolean stale;

    Intake(Collection<TypeState> types, Lanes lanes, Circuits circuits, Beats beats, int slots) {
        this.types = types;
        this.lanes = lanes;
        this.circuits = circuits;
        this.beats = beats;
        this.slots = slots;
    }

    /** Whether nothing is asked for, and nothing may be held that is not known here. */
    boolean isSettled() {
        return !inFlight && !inDoubt;
    }

    /** What a running call brings was perhaps given to others since. */
    void distrust() {
        stale = inFlight;
    }

    /** Whether a call brings what cannot be relied on; as of the last one that was answered. */
    boolean takeStale() {
        boolean was = stale;
        stale = false;
        return was;
    }

    void answered(Event.Claimed claimed, long nowNanos) {
        inFlight = false;
        inDoubt = false;
        backoff.succeeded();
        lanes.answered(claimed, nowNanos);
        Set<String> asked = new HashSet<>();
        claimed.quotas().forEach(quota -> asked.add(quota.lane().type()));
        Set<String> gave = new HashSet<>();
        claimed.claims().forEach(claim -> gave.add(claim.lane().type()));
        for (TypeState type : types) {
            type.atLimit = lanes.isHeld(type);
            if (asked.contains(type.name())) {
                type.answered(gave.contains(type.name()), nowNanos);
            }
        }
    }

    void failed(List<Quota> quotas, long nowNanos) {
        inFlight = false;
        inDoubt = true;
        backoff.failed(nowNanos);
        quotas.forEach(quota -> lanes.due(quota.lane()));
    }

    /** When to look again. */
    long dueNanos(long nowNanos) {
        long due = nowNanos + SECOND;
        if (backoff.isFailing()) {
            due = Dispatcher.sooner(due, backoff.untilNanos(), nowNanos);
        }
        for (TypeState type : types) {
            if (type.policy().perSecond() != null && lanes.isHeld(type)) {
                due = Dispatcher.sooner(due, type.askAgainNanos(), nowNanos);
            }
            Circuit circuit = circuits.open(Circuits.ofType(type.name()));
            if (circuit != null && beats.storeTime(nowNanos).isBefore(circuit.until())) {
                long until = beats.nanosOf(circuit.until(), nowNanos);
                due = Dispatcher.sooner(due, until, nowNanos);
            }
        }
        return due;
    }

    /** {@return the call to make now, if any} */
    List<StoreCall> decide(int free, boolean full, long nowNanos) {
        if (inFlight || !backoff.mayTry(nowNanos) || !beats.holdsLease(nowNanos)) {
            return List.of();
        }
        for (TypeState type : types) {
            if (type.policy().perSecond() != null && nowNanos - type.askAgainNanos() >= 0) {
                lanes.release(type);
            }
        }
        List<Quota> quotas = full ? List.of() : quotas(free, nowNanos);
        if (quotas.isEmpty() && !inDoubt) {
            return List.of();
        }
        inFlight = true;
        return List.of(new StoreCall.TakeJobs(quotas));
    }

    private List<Quota> quotas(int free, long nowNanos) {
        int depth = 0;
        for (TypeState type : types) {
            type.wanted = 0;
            if (!lanes.isDue(type) || type.paused) {
                continue;
            }
            Circuit circuit = circuits.open(Circuits.ofType(type.name()));
            if (circuit != null) {
                boolean may = free > 0 && type.mayStart() && lanes.queued(type) == 0;
                type.wanted = may && circuits.mayProbe(circuit, beats.storeTime(nowNanos)) ? 1 : 0;
                continue;
            }
            boolean has = type.running > 0 || lanes.queued(type) > 0 || type.stuck;
            // One at least, so that it has its turn though others keep the slots filled.
            int least = free > 0 || has ? 0 : 1;
            int own = Math.max(least, type.depth(slots, MAX_QUEUED));
            int startable = Math.clamp(type.policy().concurrency() - type.running, 0, free);
            type.wanted = Math.max(0, startable + own - lanes.queued(type));
            depth += own;
        }
        depth = Math.min(depth, MAX_QUEUED);
        int room = Math.min(MAX_CALL, free + depth - lanes.queued());
        boolean starves = lanes.queued() < free;
        if (room <= 0 || (!starves && room < Math.min(MAX_CALL, (slots + depth) / 4))) {
            return List.of();
        }
        return lanes.share(room, nowNanos);
    }
}
