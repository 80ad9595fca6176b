/** The checks of orders that need no book. */
@NullMarked
package dev.kanishk.matching.risk;

import org.jspecify.annotations.NullMarked;
