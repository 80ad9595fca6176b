/**
 * Jobs that come again: when the next one is due, and what happens to ticks that were missed. Where
 * they are kept is {@code store}'s matter.
 */
@NullMarked
package dev.kanishk.scheduler.recurring;

import org.jspecify.annotations.NullMarked;
