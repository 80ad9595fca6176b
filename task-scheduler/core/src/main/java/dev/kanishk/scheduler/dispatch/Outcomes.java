package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.dispatch.Circuits.Verdict;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How jobs that were taken end here: what is written, counted and learned of it. */
final class Outcomes {
    /** The least and, beyond it, the most that a job waits whose target is busy. */
    private static final Duration PUT_OFF = Duration.ofSeconds(2);

    private final Circuits circuits;
    private final Ends ends;
    private final Beats beats;
    private final RandomGenerator random;
    private final List<Action> actions;
    private long succeeded;
    private long failed;
    private long parked;
    private long handedBack;
    private long refused;

    Outcomes(
            Circuits circuits,
            Ends ends,
            Beats beats,
            RandomGenerator random,
            List<Action> actions) {
        this.circuits = circuits;
        this.ends = ends;
        this.beats = beats;
        this.random = random;
        this.actions = actions;
    }

    /** A handler has ended. */
    void handlerEnded(Execution execution, @Nullable Throwable thrown, long now) {
        if (thrown == null) {
            end(execution, new Result.Succeeded(), now);
        } else if (execution.handingBack) {
            end(execution, new Result.HandedBack(), now);
        } else if (thrown instanceof PermanentFailureException) {
            end(execution, new Result.Failed(Failures.text(thrown), false, null), now);
        } else {
            Duration asked =
                    thrown instanceof RetryLaterException later ? later.delay() : Duration.ZERO;
            end(execution, failed(execution, Failures.text(thrown), false, asked, now), now);
        }
    }

    /** The time of an attempt is over. */
    void timedOut(Execution execution, long now) {
        String error = "the attempt took longer than " + execution.claim().request().timeout();
        end(execution, failed(execution, error, true, Duration.ZERO, now), now);
    }

    private Result failed(
            Execution execution, String error, boolean timedOut, Duration asked, long now) {
        int failures = execution.claim().failures() + 1;
        Duration wait = execution.type().retryIn(failures, asked, random, now);
        return new Result.Failed(error, timedOut, wait);
    }

    /** The scheduler stops, and does not wait for it. */
    void abandoned(Execution execution, long now) {
        end(execution, new Result.HandedBack(), now);
    }

    private void end(Execution execution, Result result, long now) {
        execution.ended = true;
        succeeded += result instanceof Result.Succeeded ? 1 : 0;
        failed += result instanceof Result.Failed ? 1 : 0;
        handedBack += result instanceof Result.HandedBack ? 1 : 0;
        if (result instanceof Result.Succeeded) {
            execution.type().succeeded();
        }
        long runNanos = now - execution.startedNanos;
        // At a limit, others wait for the end. Until that of a suspect is written, another job's
        // crash counts against it.
        boolean urgent = execution.type().atLimit || execution.claim().crashes() > 0;
        write(execution.claim(), result, urgent, execution.waitNanos, runNanos, now);
        learn(execution, result, now);
    }

    private void write(
            Claim claim, Result result, boolean urgent, long waitNanos, long runNanos, long now) {
        ends.add(new End(claim, result), urgent, now);
        actions.add(new Action.Report(claim, result, waitNanos, runNanos));
    }

    /** A job was not run here, and goes back. */
    void handBack(Claim claim, long now) {
        handedBack++;
        write(claim, new Result.HandedBack(), true, 0, 0, now);
    }

    /** A job was not run, for a circuit is open. */
    void park(Claim claim, Circuit circuit, BreakerPolicy policy, long now) {
        Duration until = Duration.between(beats.storeTime(now), circuit.until());
        Duration least = until.isNegative() ? Duration.ZERO : until;
        park(claim, least, policy.openFor(), policy, now);
    }

    /** A job was not run, for its target is busy with others. */
    void putOff(Claim claim, BreakerPolicy policy, long now) {
        park(claim, PUT_OFF, PUT_OFF, policy, now);
    }

    private void park(
            Claim claim, Duration least, Duration spread, BreakerPolicy policy, long now) {
        parked++;
        Instant time = beats.storeTime(now);
        Duration left = policy.longestParked().minus(Duration.between(claim.dueAt(), time));
        if (!left.isPositive()) {
            write(claim, new Result.Expired(), false, 0, 0, now);
            return;
        }
        // Spread, so that those that wait for one thing do not come back together.
        Duration more = Duration.ofMillis(random.nextLong(spread.toMillis() + 1));
        Duration wait = least.plus(more).plusMillis(1);
        Duration bounded = wait.compareTo(left) < 0 ? wait : left;
        write(claim, new Result.Parked(bounded), false, 0, 0, now);
    }

    /** The store gave jobs to others; what is to be written of them is dropped. */
    void lost(int jobs) {
        refused += jobs + ends.drop();
    }

    void givenUp(int jobs) {
        parked += jobs;
    }

    /** Ends were written. */
    void written(List<End> written, List<Boolean> accepted, long now) {
        ends.written();
        for (int i = 0; i < written.size(); i++) {
            refused += accepted.get(i) ? 0 : 1;
            Duration wait =
                    switch (written.get(i).result()) {
                        case Result.Failed fail -> fail.retryIn();
                        case Result.Parked park -> park.retryIn();
                        default -> null;
                    };
            if (wait != null) {
                beats.dueIn(wait, now);
            }
        }
    }

    /** What an attempt says of the circuits that it is behind. */
    private void learn(Execution execution, Result result, long now) {
        Verdict verdict =
                switch (result) {
                    case Result.Succeeded done -> Verdict.WORKS;
                    case Result.Failed fail
                            when fail.retryIn() != null && !execution.isCancelled() ->
                            Verdict.FAILS;
                    default -> Verdict.UNKNOWN;
                };
        BreakerPolicy policy = execution.type().policy().breaker();
        Instant time = beats.storeTime(now);
        for (Circuit probe : execution.probes) {
            Circuit change = circuits.probed(probe, verdict, policy, time);
            actions.add(new StoreCall.ChangeCircuit(change));
        }
        if (verdict == Verdict.UNKNOWN || !execution.probes.isEmpty()) {
            return;
        }
        boolean fails = verdict == Verdict.FAILS;
        Circuit opened = circuits.record(execution.circuit(), fails, policy, time, now);
        if (opened != null) {
            actions.add(new StoreCall.ChangeCircuit(opened));
        }
    }

    Statistics statistics(long started, long recovered) {
        return new Statistics(
                started,
                succeeded,
                failed,
                parked,
                handedBack,
                refused,
                recovered,
                circuits.opened());
    }
}
