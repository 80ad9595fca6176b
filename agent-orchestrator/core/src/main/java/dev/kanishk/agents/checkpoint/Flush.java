package dev.kanishk.agents.checkpoint;

/** How a write becomes durable. Either way it is durable when the call returns. */
public enum Flush {
    /** In a transaction of its own, at once. */
    ALONE,
    /** Together with what other runs write at this moment, in one transaction. */
    SHARED
}
