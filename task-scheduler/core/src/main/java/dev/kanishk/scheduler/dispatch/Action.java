package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.Result;

/** What a {@link Dispatcher} wants done. */
sealed interface Action permits StoreCall, Action.Run, Action.Interrupt, Action.Report {
    /** Call the handler, and tell of its end. */
    record Run(Execution execution) implements Action {}

    /** Interrupt the handler. */
    record Interrupt(Execution execution) implements Action {}

    /** Tell those who watch how a job that was claimed ended here. */
    record Report(Claim claim, Result result, long waitNanos, long runNanos) implements Action {}
}
