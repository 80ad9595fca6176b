package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.dispatch.Execution.Stage;
import dev.kanishk.scheduler.store.Beat;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Lane;
import dev.kanishk.scheduler.store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * The life of a job that this worker has taken:
 *
 *   taken -> waits in its lane -> has a slot: asks to probe -> its start is recorded -> runs
 *
 * Asking is only for a job behind an open circuit whose time has come, recording only for one with
 * crashes; of those that would be dead after another crash one runs at a time, so that a job which
 * ends its process takes no others with it. From the lane a job goes back to the store when it
 * waits for too long or the scheduler stops, and is parked when its circuit is open. Every job that
 * was taken gets exactly one end, unless the store says that it is not this worker's any more; ends
 * are written until the store answers.
 */
/**
 * Decides what a worker does. Told of what happened ({@link #handle}) and asked what to do ({@link
 * #decide}), with the time each time, it is a function of what it was told: no threads, no clock,
 * no I/O. One thread at a time.
 */
final class Dispatcher {
    private static final long SECOND = 1_000_000_000;
    private static final long AGE_NANOS = 2 * SECOND;
    private static final long SWEEP_NANOS = SECOND / 4;
    private static final long GIVE_UP_NANOS = 10 * SECOND;
    private static final long AFTER_INTERRUPT_NANOS = SECOND;
    private static final long LAST_ENDS_NANOS = 10 * SECOND;
    private static final int MAX_ENDS = 10_000;
    private static final int MAX_GIVEN_UP = 1_000;

    private final Map<String, TypeState> types = new TreeMap<>();
    private final List<Action> actions = new ArrayList<>();
    private final Circuits circuits = new Circuits();
    private final Ends ends = new Ends();
    private final Beats beats;
    private final Lanes lanes;
    private final Intake intake;
    private final Outcomes outcomes;
    private final int slots;

    private final Set<Execution> executions = new LinkedHashSet<>();
    private final TreeSet<Execution> deadlines =
            new TreeSet<>(
                    Comparator.comparingLong(Execution::deadlineNanos)
                            .thenComparingLong(Execution::number));
    private final Map<String, Execution> asking = new HashMap<>();
    private final List<Execution> recording = new ArrayList<>();
    private boolean recordInFlight;

    /** The one that would be dead if this process ended; the others are not at fault then. */
    private @Nullable Execution lastChance;

    private long nextSweepNanos;
    private long nextGiveUpNanos;

    private boolean stopping;
    private boolean interrupted;
    private long graceEndNanos;

    private long lastNumber;
    private long started;
    private long recovered;

    Dispatcher(
            Map<String, TypePolicy> policies,
            int slots,
            Duration lease,
            Duration beatEvery,
            RandomGenerator random,
            long now) {
        policies.forEach((name, policy) -> types.put(name, new TypeState(name, policy, now)));
        this.slots = slots;
        this.beats = new Beats(lease, beatEvery, now);
        this.lanes = new Lanes(types.values());
        this.intake = new Intake(types.values(), lanes, circuits, beats, slots);
        this.outcomes = new Outcomes(circuits, ends, beats, random, actions);
        this.nextSweepNanos = now;
        this.nextGiveUpNanos = now + GIVE_UP_NANOS;
    }

    /** Takes note of what happened. */
    void handle(Event event, long now) {
        switch (event) {
            case Event.Beaten beaten -> beaten(beaten.beat(), now);
            case Event.Claimed claimed -> claimed(claimed, now);
            case Event.Finished finished -> finished(finished, now);
            case Event.StartsRecorded recorded -> recorded(recorded.executions(), now);
            case Event.CircuitChanged changed -> changed(changed, now);
            case Event.OldGivenUp old -> outcomes.givenUp(old.jobs());
            case Event.CallFailed call -> callFailed(call.call(), now);
            case Event.HandlerEnded ended -> handlerEnded(ended, now);
            case Event.Signalled signalled -> signalled(signalled.signal(), now);
            case Event.DueAt due -> beats.dueAt(beats.nanosOf(due.time(), now));
            case Event.Stopping stop -> stop(stop.grace(), now);
        }
    }

    /** {@return what to do now} */
    List<Action> decide(long now) {
        timeOut(now);
        if (stopping) {
            goOnStopping(now);
        }
        parkBehindOpenCircuits(now);
        sweep(now);
        writeEnds(now);
        start(now);
        record();
        boolean full = stopping || ends.isFailing() || ends.size() > MAX_ENDS;
        actions.addAll(intake.decide(Math.max(0, slots - executions.size()), full, now));
        writeEnds(now);
        if (beats.isDue(now)) {
            beats.sent(now);
            actions.add(new StoreCall.SendBeat());
        }
        giveUpOld(now);
        List<Action> decided = List.copyOf(actions);
        actions.clear();
        return decided;
    }

    /**
     * {@return when to be asked again, if nothing happens before; to be called after {@link
     * #decide} at the same time, so that what was due by then waits for something else}
     */
    long nextDecision(long now) {
        long next = sooner(now + SECOND, intake.dueNanos(now), now);
        next = sooner(next, beats.dueNanos(), now);
        if (!deadlines.isEmpty()) {
            next = sooner(next, deadlines.first().deadlineNanos, now);
        }
        if (ends.isWaiting()) {
            next = sooner(next, ends.dueNanos(isBusy(), now), now);
        }
        if (lanes.queued() > 0) {
            next = sooner(next, nextSweepNanos, now);
        }
        if (stopping) {
            next = sooner(next, graceEndNanos, now);
            next = sooner(next, graceEndNanos + AFTER_INTERRUPT_NANOS, now);
        }
        return next;
    }

    /** The sooner of two times, if the second is still to come. */
    static long sooner(long first, long second, long now) {
        return second - now > 0 ? Math.min(first, second) : first;
    }

    /** {@return whether it has stopped: nothing is left to be done that can be done} */
    boolean isDone(long now) {
        if (!stopping) {
            return false;
        }
        boolean idle = !anyRuns() && ends.size() == 0 && intake.isSettled();
        return idle || now - graceEndNanos >= LAST_ENDS_NANOS;
    }

    /** {@return whether all that ran was done within the grace time} */
    boolean isStoppedInTime() {
        return !interrupted;
    }

    private boolean isBusy() {
        return lanes.queued() > 0 && !stopping;
    }

    private boolean anyRuns() {
        return executions.stream().anyMatch(one -> !one.ended);
    }

    private void beaten(Beat beat, long now) {
        long sentNanos = beats.sentNanos();
        beats.answered(beat, now);
        if (!beat.alive()) {
            loseAll();
        }
        recovered += beat.recovered();
        circuits.learn(beat.circuits(), sentNanos);
        lanes.due(beat.lanes(), sentNanos);
        for (TypeState type : types.values()) {
            type.paused = beat.pausedTypes().contains(type.name());
            if (type.paused && lanes.queued(type) > 0) {
                lanes.removeAll(type).forEach(claim -> outcomes.handBack(claim, now));
            }
        }
        beat.cancelled().forEach(id -> cancel(id, now));
    }

    /** The store has given what this worker had to others; handlers keep their slots. */
    private void loseAll() {
        int lost = lanes.removeIf(claim -> true).size();
        intake.distrust();
        for (Execution execution : List.copyOf(executions)) {
            lost += execution.ended ? 0 : 1;
            stopRunning(execution);
            execution.ended = true;
            deadlines.remove(execution);
        }
        outcomes.lost(lost);
    }

    /** The store refuses the ends, and with that knows that nothing more comes of the attempts. */
    private void cancel(UUID id, long now) {
        lanes.removeIf(claim -> claim.id().equals(id))
                .forEach(claim -> outcomes.handBack(claim, now));
        for (Execution execution : List.copyOf(executions)) {
            if (execution.claim().id().equals(id)) {
                boolean runs = execution.stage == Stage.RUNNING;
                stopRunning(execution);
                if (!runs) {
                    outcomes.handBack(execution.claim(), now);
                }
            }
        }
    }

    private void stopRunning(Execution execution) {
        execution.cancel();
        if (execution.stage == Stage.RUNNING) {
            actions.add(new Action.Interrupt(execution));
        } else {
            leave(execution);
        }
    }

    private void claimed(Event.Claimed claimed, long now) {
        intake.answered(claimed, now);
        boolean stale = intake.takeStale();
        for (Claim claim : claimed.claims()) {
            TypeState type = types.get(claim.lane().type());
            if (type == null || type.paused || stopping || stale) {
                outcomes.handBack(claim, now);
            } else {
                lanes.add(claim, type, now);
            }
        }
    }

    private void finished(Event.Finished finished, long now) {
        outcomes.written(finished.ends(), finished.accepted(), now);
        for (End end : finished.ends()) {
            TypeState type = types.get(end.claim().lane().type());
            if (type != null && type.policy().isLimited()) {
                lanes.release(type);
            }
        }
    }

    private void recorded(List<Execution> recordedOnes, long now) {
        recordInFlight = false;
        for (Execution execution : recordedOnes) {
            execution.recorded = true;
            if (executions.contains(execution)) {
                advance(execution, now);
            }
        }
    }

    private void changed(Event.CircuitChanged change, long now) {
        Circuit circuit = change.circuit();
        circuits.changed(circuit, change.accepted(), now);
        if (!change.accepted()) {
            beats.dueAt(now);
        }
        Execution execution = asking.remove(circuit.name());
        if (execution == null || !executions.contains(execution)) {
            return;
        }
        if (change.accepted()) {
            execution.probes.add(circuit);
            advance(execution, now);
        } else {
            park(execution, circuit, now);
        }
    }

    private void callFailed(StoreCall call, long now) {
        switch (call) {
            case StoreCall.SendBeat beat -> beats.failed(now);
            case StoreCall.TakeJobs take -> intake.failed(take.quotas(), now);
            case StoreCall.EndAttempts end -> ends.failed(now);
            case StoreCall.RecordStarts record -> {
                recordInFlight = false;
                for (Execution execution : record.executions()) {
                    if (executions.contains(execution)) {
                        leave(execution);
                        outcomes.handBack(execution.claim(), now);
                    }
                }
            }
            case StoreCall.ChangeCircuit change -> {
                circuits.changeFailed(change.circuit());
                Execution execution = asking.remove(change.circuit().name());
                if (execution != null && executions.contains(execution)) {
                    park(execution, change.circuit(), now);
                }
            }
            case StoreCall.GiveUpOld old -> {}
        }
    }

    private void handlerEnded(Event.HandlerEnded event, long now) {
        Execution execution = event.execution();
        execution.type().handled(execution.claim().request().target(), now);
        leave(execution);
        execution.type().learnRun(now - execution.startedNanos);
        if (!execution.ended) {
            outcomes.handlerEnded(execution, event.thrown(), now);
        }
    }

    private void signalled(Signal signal, long now) {
        switch (signal) {
            case Signal.Due due -> due.lanes().forEach(this::due);
            case Signal.Cancelled cancelled -> cancel(cancelled.id(), now);
            case Signal.Changed changed -> beats.dueAt(now);
        }
    }

    /** A lane has new jobs, or its type has room. */
    private void due(Lane lane) {
        lanes.due(lane);
        TypeState type = types.get(lane.type());
        if (type != null && type.policy().sharesRoom()) {
            lanes.release(type);
        }
    }

    private void stop(Duration grace, long now) {
        if (stopping) {
            return;
        }
        stopping = true;
        graceEndNanos = now + grace.toNanos();
        lanes.removeIf(claim -> true).forEach(claim -> outcomes.handBack(claim, now));
        for (Execution execution : List.copyOf(executions)) {
            if (execution.stage != Stage.RUNNING) {
                leave(execution);
                outcomes.handBack(execution.claim(), now);
            }
        }
    }

    private void timeOut(long now) {
        while (!deadlines.isEmpty() && now - deadlines.first().deadlineNanos >= 0) {
            Execution execution = deadlines.removeFirst();
            actions.add(new Action.Interrupt(execution));
            outcomes.timedOut(execution, now);
        }
    }

    private void goOnStopping(long now) {
        if (!interrupted && now - graceEndNanos >= 0 && anyRuns()) {
            interrupted = true;
            for (Execution execution : executions) {
                if (!execution.ended) {
                    execution.handingBack = true;
                    actions.add(new Action.Interrupt(execution));
                }
            }
        }
        if (interrupted && now - graceEndNanos >= AFTER_INTERRUPT_NANOS) {
            for (Execution execution : executions) {
                if (!execution.ended) {
                    deadlines.remove(execution);
                    outcomes.abandoned(execution, now);
                }
            }
        }
    }

    private void writeEnds(long now) {
        List<End> batch = ends.next(isBusy(), now);
        if (!batch.isEmpty()) {
            actions.add(new StoreCall.EndAttempts(batch));
        }
    }

    /** Gives back what has waited for a slot for too long. */
    private void sweep(long now) {
        if (lanes.queued() == 0 || now - nextSweepNanos < 0) {
            return;
        }
        nextSweepNanos = now + SWEEP_NANOS;
        for (Claim claim : lanes.removeTakenBefore(now - AGE_NANOS)) {
            TypeState type = types.get(claim.lane().type());
            if (type != null) {
                type.stuck = true;
            }
            outcomes.handBack(claim, now);
        }
        lanes.forgetIdleTenants();
    }

    private void parkBehindOpenCircuits(long now) {
        if (!circuits.anyOpen() || lanes.queued() == 0) {
            return;
        }
        for (TypeState type : types.values()) {
            Circuit circuit = circuits.open(Circuits.ofType(type.name()));
            if (circuit != null && !circuits.mayProbe(circuit, beats.storeTime(now))) {
                BreakerPolicy policy = type.policy().breaker();
                lanes.removeAll(type).forEach(one -> outcomes.park(one, circuit, policy, now));
            }
        }
    }

    private void start(long now) {
        if (stopping || !beats.holdsLease(now)) {
            return;
        }
        while (executions.size() < slots) {
            Claim claim = lanes.next(TypeState::mayStart, lastChance == null || lastChance.ended);
            TypeState type = claim == null ? null : types.get(claim.lane().type());
            if (claim == null || type == null) {
                return;
            }
            String target = claim.request().target();
            if (claim.crashes() < Lanes.LAST_CHANCE && type.isFull(target)) {
                outcomes.putOff(claim, type.policy().breaker(), now);
                continue;
            }
            Execution execution = new Execution(claim, type, ++lastNumber);
            executions.add(execution);
            type.running++;
            type.started(target);
            type.stuck = false;
            if (claim.crashes() >= Lanes.LAST_CHANCE) {
                lastChance = execution;
            }
            advance(execution, now);
        }
    }

    /** Takes a job with a slot as far as it can go. */
    private void advance(Execution execution, long now) {
        Circuit closed = circuits.anyOpen() ? circuitInTheWay(execution) : null;
        if (closed != null && !circuits.mayProbe(closed, beats.storeTime(now))) {
            park(execution, closed, now);
        } else if (closed != null) {
            asking.put(closed.name(), execution);
            BreakerPolicy policy = execution.type().policy().breaker();
            Circuit asked = circuits.halfOpen(closed, policy, beats.storeTime(now));
            actions.add(new StoreCall.ChangeCircuit(asked));
        } else if (execution.claim().crashes() > 0 && !execution.recorded) {
            execution.stage = Stage.RECORDING;
            recording.add(execution);
        } else {
            run(execution, now);
        }
    }

    private @Nullable Circuit circuitInTheWay(Execution execution) {
        String target = execution.claim().request().target();
        Circuit ofType = circuits.open(Circuits.ofType(execution.type().name()));
        if (ofType != null && !execution.isProbing(ofType.name())) {
            return ofType;
        }
        Circuit ofTarget = target == null ? null : circuits.open(Circuits.ofTarget(target));
        return ofTarget != null && !execution.isProbing(ofTarget.name()) ? ofTarget : null;
    }

    private void run(Execution execution, long now) {
        execution.stage = Stage.RUNNING;
        execution.startedNanos = now;
        execution.deadlineNanos = now + execution.claim().request().timeout().toNanos();
        Duration waited = Duration.between(execution.claim().dueAt(), beats.storeTime(now));
        execution.waitNanos = Math.max(0, waited.toNanos());
        execution.deadline = beats.storeTime(now).plus(execution.claim().request().timeout());
        deadlines.add(execution);
        started++;
        actions.add(new Action.Run(execution));
    }

    private void record() {
        recording.removeIf(execution -> !executions.contains(execution));
        if (!recording.isEmpty() && !recordInFlight) {
            recordInFlight = true;
            actions.add(new StoreCall.RecordStarts(List.copyOf(recording)));
            recording.clear();
        }
    }

    private void giveUpOld(long now) {
        if (stopping || now - nextGiveUpNanos < 0) {
            return;
        }
        nextGiveUpNanos = now + GIVE_UP_NANOS;
        for (TypeState type : types.values()) {
            if (circuits.open(Circuits.ofType(type.name())) != null) {
                Duration longest = type.policy().breaker().longestParked();
                actions.add(new StoreCall.GiveUpOld(type.name(), longest, MAX_GIVEN_UP));
            }
        }
    }

    private void park(Execution execution, Circuit circuit, long now) {
        leave(execution);
        for (Circuit probe : execution.probes) {
            BreakerPolicy policy = execution.type().policy().breaker();
            Circuit given =
                    circuits.probed(probe, Circuits.Verdict.UNKNOWN, policy, beats.storeTime(now));
            actions.add(new StoreCall.ChangeCircuit(given));
        }
        outcomes.park(execution.claim(), circuit, execution.type().policy().breaker(), now);
    }

    /** A job has no slot any more. */
    private void leave(Execution execution) {
        if (executions.remove(execution)) {
            String target = execution.claim().request().target();
            execution.type().running--;
            execution.type().left(target);
            lanes.release(execution.type(), target);
            lastChance = lastChance == execution ? null : lastChance;
            deadlines.remove(execution);
        }
    }

    /** {@return the circuit of each type, and of targets whose is not closed} */
    Map<String, CircuitState> circuits(long now) {
        Map<String, CircuitState> states = new TreeMap<>();
        types.keySet().forEach(name -> states.put(Circuits.ofType(name), CircuitState.CLOSED));
        for (String name : circuits.open()) {
            Circuit circuit = circuits.open(name);
            boolean waits = circuit != null && beats.storeTime(now).isBefore(circuit.until());
            boolean probed = executions.stream().anyMatch(one -> one.isProbing(name));
            states.put(name, waits && !probed ? CircuitState.OPEN : CircuitState.HALF_OPEN);
        }
        return states;
    }

    /** {@return whether a target is disabled; for use by any thread} */
    boolean isDisabled(String target) {
        return circuits.disabled().containsKey(target);
    }

    /** {@return the disabled targets, each with what says so; for use by any thread} */
    Map<String, Circuit> disabled() {
        return circuits.disabled();
    }

    Statistics statistics() {
        return outcomes.statistics(started, recovered);
    }

    /** {@return what the store's clock shows} */
    Instant storeTime(long now) {
        return beats.storeTime(now);
    }

    int running() {
        return executions.size();
    }

    int queued() {
        return lanes.queued();
    }
}
