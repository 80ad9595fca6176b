package dev.kanishk.scheduler.dispatch;

/** Whether a type's jobs are started. */
public enum CircuitState {
    /** They are. */
    CLOSED,
    /** None is: too many failed. */
    OPEN,
    /** One is, to see whether it works again. */
    HALF_OPEN
}
