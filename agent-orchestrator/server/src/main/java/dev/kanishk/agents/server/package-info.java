/** The command line of agent-orchestrator. */
@NullMarked
package dev.kanishk.agents.server;

import org.jspecify.annotations.NullMarked;
