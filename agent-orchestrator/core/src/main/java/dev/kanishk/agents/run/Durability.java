package dev.kanishk.agents.run;

/** When what a run does becomes durable. The admission of a run always is before it begins. */
public enum Durability {
    /**
     * Each commit and each record is a transaction of its own, durable before the run goes on. A
     * crash repeats at most the nodes that were running.
     */
    SYNC,
    /**
     * As {@link #SYNC}, but what several runs write at the same moment shares one transaction. A
     * run goes on only after that is durable, so the promise is the same; with many runs each waits
     * less.
     */
    GROUP,
    /**
     * Durable when the run ends, fails or is suspended, when a non-idempotent effect is announced,
     * and whenever {@value RunLog#MAX_HELD_ENTRIES} entries are held. A crash goes back to the last
     * of these moments: nodes that had been committed since are run again, and effects, records and
     * answers of models since are lost.
     */
    EXIT
}
