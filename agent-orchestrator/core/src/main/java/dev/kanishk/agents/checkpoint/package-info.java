/** Where runs are kept: an append-only log of events per run. Knows nothing of graphs or models. */
@NullMarked
package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.NullMarked;
