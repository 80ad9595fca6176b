/** What accounts may do: their limits, and the checks that need no book. */
@NullMarked
package dev.kanishk.matching.risk;

import org.jspecify.annotations.NullMarked;
