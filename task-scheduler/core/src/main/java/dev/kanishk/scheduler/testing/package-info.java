/**
 * For tests of what uses the scheduler: a store in memory, a scheduler with a virtual clock, and
 * faults to be turned on one's own handlers. Nothing here keeps a job beyond the process.
 */
@NullMarked
package dev.kanishk.scheduler.testing;

import org.jspecify.annotations.NullMarked;
