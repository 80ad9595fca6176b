/** The root of agent-orchestrator. */
@NullMarked
package dev.kanishk.agents;

import org.jspecify.annotations.NullMarked;
