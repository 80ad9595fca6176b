/**
 * Workflows as typed graphs: a record as state, plain functions as nodes, a checkpoint after each.
 * Knows the log, not models or tools.
 */
@NullMarked
package dev.kanishk.agents.graph;

import org.jspecify.annotations.NullMarked;
