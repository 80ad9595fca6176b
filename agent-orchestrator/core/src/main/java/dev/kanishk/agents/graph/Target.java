package dev.kanishk.agents.graph;

import org.jspecify.annotations.Nullable;

/**
 * Where a committed task leads.
 *
 * @param node the node
 * @param argument what it is sent with, as JSON; null for nothing
 */
public record Target(String node, @Nullable String argument) {}
