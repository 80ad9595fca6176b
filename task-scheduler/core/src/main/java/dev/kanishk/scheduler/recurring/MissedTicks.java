package dev.kanishk.scheduler.recurring;

/**
 * What becomes of the ticks of a recurring job that nobody was there for, because all nodes were
 * down or the store could not be reached. {@link Ticks} works it out.
 */
public enum MissedTicks {
    /**
     * They are left out. A tick that is late by no more than {@link Ticks#PUNCTUAL}, as while a
     * node takes over from a dead one, is not missed yet; of several such ticks only the last runs.
     */
    SKIP,
    /** One job, that of the last tick, stands for all of them. */
    RUN_ONCE,
    /** Each is made up for, the oldest first; at most the last {@value Ticks#MAX_TICKS}. */
    RUN_ALL
}
