/** The JMH suite of agent-orchestrator. */
@NullMarked
package dev.kanishk.agents.jmh;

import org.jspecify.annotations.NullMarked;
