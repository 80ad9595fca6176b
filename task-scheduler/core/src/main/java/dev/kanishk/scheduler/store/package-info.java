/**
 * How jobs are kept, durably, and every change of a job's state is made: the state machine is in
 * {@link dev.kanishk.scheduler.store.Lifecycle} and nowhere else. When a job runs, and what happens
 * if it fails, is decided in {@code dispatch}.
 */
@NullMarked
package dev.kanishk.scheduler.store;

import org.jspecify.annotations.NullMarked;
