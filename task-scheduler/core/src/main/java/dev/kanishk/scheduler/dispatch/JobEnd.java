package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.Result;
import java.time.Duration;
import java.util.UUID;

/**
 * How a job that this process had taken ended here. Whether the store takes that for the job's end
 * is known later: it refuses it if the job was cancelled or taken away.
 *
 * @param id the job
 * @param request what was asked for
 * @param attempt which attempt: 1 or more
 * @param outcome how it ended
 * @param waited how long it was due before it was run; zero if it was not
 * @param ran how long it was run; zero if it was not
 */
public record JobEnd(
        UUID id, JobRequest request, int attempt, Outcome outcome, Duration waited, Duration ran) {
    /** How it ended. */
    public enum Outcome {
        /** Its handler returned. */
        SUCCEEDED,
        /** Its handler threw; it is tried again. */
        FAILED,
        /** It took too long; it is tried again. */
        TIMED_OUT,
        /** It failed, or took too long, and is not tried again. */
        DIED,
        /** It was given back, not run or unfinished. */
        HANDED_BACK,
        /** It was put off, since a circuit is open or its target is busy with others. */
        PARKED,
        /** It was given up, since it had waited for too long behind an open circuit. */
        EXPIRED
    }

    static JobEnd of(Action.Report report) {
        Claim claim = report.claim();
        return new JobEnd(
                claim.id(),
                claim.request(),
                claim.attempt(),
                outcome(claim, report.result()),
                Duration.ofNanos(report.waitNanos()),
                Duration.ofNanos(report.runNanos()));
    }

    private static Outcome outcome(Claim claim, Result result) {
        return switch (result) {
            case Result.Succeeded done -> Outcome.SUCCEEDED;
            case Result.HandedBack back -> Outcome.HANDED_BACK;
            case Result.Parked parked -> Outcome.PARKED;
            case Result.Expired expired -> Outcome.EXPIRED;
            case Result.Failed failed -> {
                boolean last = claim.failures() + 1 >= claim.request().maxAttempts();
                if (last || failed.retryIn() == null) {
                    yield Outcome.DIED;
                }
                yield failed.timedOut() ? Outcome.TIMED_OUT : Outcome.FAILED;
            }
        };
    }
}
