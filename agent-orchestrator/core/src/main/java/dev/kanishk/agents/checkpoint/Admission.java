package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * A run that is to be accepted.
 *
 * @param run its name, not yet used
 * @param owner the run whose subgraph it is, or null
 * @param payload its first event, a JSON object
 */
public record Admission(String run, @Nullable String owner, String payload) {}
