package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Beat;
import dev.kanishk.scheduler.store.Circuit;
import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.End;
import dev.kanishk.scheduler.store.Quota;
import dev.kanishk.scheduler.store.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link Dispatcher} is told. */
sealed interface Event {
    /** A beat was answered. */
    record Beaten(Beat beat) implements Event {}

    /** Jobs were taken; the types of which limits may have kept some back. */
    record Claimed(List<Quota> quotas, List<Claim> claims, Set<String> atLimit) implements Event {}

    /** Ends were written; which of them were accepted. */
    record Finished(List<End> ends, List<Boolean> accepted) implements Event {}

    /** The starts of suspects are recorded. */
    record StartsRecorded(List<Execution> executions) implements Event {}

    /** A circuit was changed, or another worker had been first. */
    record CircuitChanged(Circuit circuit, boolean accepted) implements Event {}

    /** Old jobs were given up. */
    record OldGivenUp(String type, int jobs) implements Event {}

    /** A call of the store failed; it may have been carried out. */
    record CallFailed(StoreCall call) implements Event {}

    /** A handler returned, or threw. */
    record HandlerEnded(Execution execution, @Nullable Throwable thrown) implements Event {}

    /** The store has something to tell. */
    record Signalled(Signal signal) implements Event {}

    /** Something is due in the store at a time of its clock. */
    record DueAt(Instant time) implements Event {}

    /** No more jobs are to be started. */
    record Stopping(Duration grace) implements Event {}
}
