package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition.Cause;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a job: pure functions from where a job stands and what happened to where it
 * goes. Every store in a database uses it, and no state changes there by other code; the store in
 * memory, which tests hold them against, has its own.
 *
 * <pre>
 *   accepted  -> SCHEDULED | ENQUEUED
 *   SCHEDULED -> ENQUEUED  (due, or released by the last job it waited for)
 *   ENQUEUED  -> RUNNING   (claimed)
 *   RUNNING   -> SUCCEEDED
 *              | SCHEDULED (failed or timed out, attempts left; or parked)
 *              | DEAD      (failed, none left or of no use; the third worker died; expired)
 *              | ENQUEUED  (handed back, or its worker died)
 *   DEAD      -> ENQUEUED | SCHEDULED (redriven) | CANCELLED (discarded)
 *   ENQUEUED  -> DEAD      (expired)
 *   SCHEDULED | ENQUEUED | RUNNING -> CANCELLED (cancelled; the waiting ones also by a dependency)
 * </pre>
 */
public final class Lifecycle {
    /** After so many workers died while they ran it, a job is dead. */
    public static final int MAX_CRASHES = 3;

    private static final int MAX_ERROR_LENGTH = 4_000;
    private static final Map<Cause, Map<JobState, Set<JobState>>> LEGAL =
            new EnumMap<>(
                    Map.ofEntries(
                            Map.entry(
                                    Cause.DUE,
                                    Map.of(JobState.SCHEDULED, Set.of(JobState.ENQUEUED))),
                            Map.entry(
                                    Cause.CLAIMED,
                                    Map.of(JobState.ENQUEUED, Set.of(JobState.RUNNING))),
                            Map.entry(
                                    Cause.SUCCEEDED,
                                    Map.of(JobState.RUNNING, Set.of(JobState.SUCCEEDED))),
                            Map.entry(Cause.FAILED, endsBadly()),
                            Map.entry(Cause.TIMED_OUT, endsBadly()),
                            Map.entry(
                                    Cause.WORKER_DIED,
                                    Map.of(
                                            JobState.RUNNING,
                                            Set.of(JobState.ENQUEUED, JobState.DEAD))),
                            Map.entry(
                                    Cause.HANDED_BACK,
                                    Map.of(JobState.RUNNING, Set.of(JobState.ENQUEUED))),
                            Map.entry(
                                    Cause.PARKED,
                                    Map.of(JobState.RUNNING, Set.of(JobState.SCHEDULED))),
                            Map.entry(
                                    Cause.EXPIRED,
                                    Map.of(
                                            JobState.RUNNING, Set.of(JobState.DEAD),
                                            JobState.ENQUEUED, Set.of(JobState.DEAD))),
                            Map.entry(
                                    Cause.CANCELLED,
                                    Map.of(
                                            JobState.SCHEDULED, Set.of(JobState.CANCELLED),
                                            JobState.ENQUEUED, Set.of(JobState.CANCELLED),
                                            JobState.RUNNING, Set.of(JobState.CANCELLED),
                                            JobState.DEAD, Set.of(JobState.CANCELLED))),
                            Map.entry(
                                    Cause.REDRIVEN,
                                    Map.of(
                                            JobState.DEAD,
                                            Set.of(JobState.ENQUEUED, JobState.SCHEDULED))),
                            Map.entry(
                                    Cause.DEPENDENCY,
                                    Map.of(
                                            JobState.SCHEDULED,
                                            Set.of(JobState.ENQUEUED, JobState.CANCELLED)))));

    /**
     * What a change depends on and alters.
     *
     * @param attempts how many attempts are over; the one that runs is the next number
     * @param failures how many of them failed
     * @param crashes how many workers died with it
     * @param maxAttempts how many may fail
     */
    public record Counts(int attempts, int failures, int crashes, int maxAttempts) {}

    /**
     * A change of a job's state.
     *
     * @param from the state before
     * @param to the state after
     * @param cause why
     * @param counts as they are after it
     * @param delay for SCHEDULED, how long until it is due
     * @param error what a failure said
     */
    public record Move(
            JobState from,
            JobState to,
            Cause cause,
            Counts counts,
            Duration delay,
            @Nullable String error) {
        /** Checks that the state machine has such an edge. */
        public Move {
            if (!LEGAL.getOrDefault(cause, Map.of()).getOrDefault(from, Set.of()).contains(to)) {
                throw new IllegalStateException(
                        "no job goes from " + from + " to " + to + " for " + cause);
            }
        }
    }

    private Lifecycle() {}

    private static Map<JobState, Set<JobState>> endsBadly() {
        return Map.of(JobState.RUNNING, Set.of(JobState.SCHEDULED, JobState.DEAD));
    }

    /**
     * {@return where a job begins}
     *
     * @param dueLater whether its time is still to come, or it waits for others
     */
    public static JobState accepted(boolean dueLater) {
        return dueLater ? JobState.SCHEDULED : JobState.ENQUEUED;
    }

    /**
     * {@return what becomes of a job whose time has come}
     *
     * @param counts as they are
     */
    public static Move due(Counts counts) {
        return move(JobState.SCHEDULED, JobState.ENQUEUED, Cause.DUE, counts, null);
    }

    /**
     * {@return what becomes of a job when its attempt has ended}
     *
     * @param counts as they are
     * @param result how it ended
     */
    public static Move ended(Counts counts, Result result) {
        Counts over = counts(counts, counts.failures, counts.crashes);
        JobState from = JobState.RUNNING;
        return switch (result) {
            case Result.Succeeded succeeded ->
                    move(from, JobState.SUCCEEDED, Cause.SUCCEEDED, over, null);
            case Result.HandedBack handedBack ->
                    move(from, JobState.ENQUEUED, Cause.HANDED_BACK, over, null);
            case Result.Parked parked ->
                    new Move(from, JobState.SCHEDULED, Cause.PARKED, over, parked.retryIn(), null);
            case Result.Expired expired ->
                    move(
                            from,
                            JobState.DEAD,
                            Cause.EXPIRED,
                            over,
                            "waited behind an open circuit for longer than it may");
            case Result.Failed failed -> failed(counts, failed);
        };
    }

    private static Move failed(Counts counts, Result.Failed failed) {
        Counts over = counts(counts, counts.failures + 1, counts.crashes);
        Cause cause = failed.timedOut() ? Cause.TIMED_OUT : Cause.FAILED;
        String error = shortened(failed.error());
        Duration wait = failed.retryIn();
        return wait != null && over.failures < over.maxAttempts
                ? new Move(JobState.RUNNING, JobState.SCHEDULED, cause, over, wait, error)
                : move(JobState.RUNNING, JobState.DEAD, cause, over, error);
    }

    /**
     * {@return what becomes of a job whose worker died}
     *
     * @param counts as they are
     * @param started whether the worker is known to have called its handler; of a job that no
     *     worker died with before, that is taken for granted
     * @param worker who died
     */
    public static Move workerDied(Counts counts, boolean started, String worker) {
        boolean counted = started || counts.crashes == 0;
        Counts over = counts(counts, counts.failures, counts.crashes + (counted ? 1 : 0));
        JobState to = over.crashes >= MAX_CRASHES ? JobState.DEAD : JobState.ENQUEUED;
        return move(
                JobState.RUNNING,
                to,
                Cause.WORKER_DIED,
                over,
                "worker " + worker + " ended while it had the job");
    }

    /**
     * {@return what becomes of a job that a caller gives up}
     *
     * @param from where it is
     * @param counts as they are
     */
    public static Move cancelled(JobState from, Counts counts) {
        Counts over =
                from == JobState.RUNNING ? counts(counts, counts.failures, counts.crashes) : counts;
        return move(from, JobState.CANCELLED, Cause.CANCELLED, over, null);
    }

    /**
     * {@return what becomes of a dead job that is to go again}
     *
     * @param counts as they are
     * @param wait until it is due
     */
    public static Move redriven(Counts counts, Duration wait) {
        Counts fresh = new Counts(counts.attempts, 0, 0, counts.maxAttempts);
        return wait.isZero()
                ? move(JobState.DEAD, JobState.ENQUEUED, Cause.REDRIVEN, fresh, null)
                : new Move(JobState.DEAD, JobState.SCHEDULED, Cause.REDRIVEN, fresh, wait, null);
    }

    /**
     * {@return what becomes of a due job that has waited for too long}
     *
     * @param counts as they are
     */
    public static Move expired(Counts counts) {
        return move(
                JobState.ENQUEUED,
                JobState.DEAD,
                Cause.EXPIRED,
                counts,
                "waited for longer than it may");
    }

    /**
     * {@return what becomes of a job when those that it waited for are over}
     *
     * @param counts as they are
     * @param released false if it is cancelled since one did not succeed
     */
    public static Move dependency(Counts counts, boolean released) {
        return move(
                JobState.SCHEDULED,
                released ? JobState.ENQUEUED : JobState.CANCELLED,
                Cause.DEPENDENCY,
                counts,
                released ? null : "a job that it waited for did not succeed");
    }

    private static Counts counts(Counts before, int failures, int crashes) {
        return new Counts(before.attempts + 1, failures, crashes, before.maxAttempts);
    }

    private static Move move(
            JobState from, JobState to, Cause cause, Counts counts, @Nullable String error) {
        return new Move(from, to, cause, counts, Duration.ZERO, error);
    }

    private static String shortened(String error) {
        return error.length() <= MAX_ERROR_LENGTH
                ? error
                : error.substring(0, MAX_ERROR_LENGTH) + "…";
    }
}
