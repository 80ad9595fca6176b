/** The agent-orchestrator at work: ten tool calls against an endpoint that fails in three ways. */
@NullMarked
package dev.kanishk.benchmarks.showcase.agents;

import org.jspecify.annotations.NullMarked;
