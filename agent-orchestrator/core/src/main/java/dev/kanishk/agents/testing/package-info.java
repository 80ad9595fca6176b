/** For tests of graphs: a clock that jumps, and a store that crashes where it is told to. */
@NullMarked
package dev.kanishk.agents.testing;

import org.jspecify.annotations.NullMarked;
