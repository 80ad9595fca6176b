/**
 * Running graphs: supersteps, retries, waits, forks and replays over the log that the store keeps.
 * Knows nothing of models or tools.
 */
@NullMarked
package dev.kanishk.agents.run;

import org.jspecify.annotations.NullMarked;
