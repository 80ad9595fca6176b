package dev.kanishk.agents.checkpoint;

/**
 * The right to write to a run, until the run is leased again.
 *
 * @param run the run
 * @param epoch the number of this lease, rising
 */
public record Lease(String run, long epoch) {}
