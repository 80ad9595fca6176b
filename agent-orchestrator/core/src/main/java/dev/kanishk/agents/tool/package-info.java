/** Running tools so that one that hangs holds up nothing but its own node. */
@NullMarked
package dev.kanishk.agents.tool;

import org.jspecify.annotations.NullMarked;
