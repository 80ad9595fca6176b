/**
 * When jobs run and what happens if they fail: {@code TaskScheduler} takes due jobs from a store
 * and runs their handlers, with retries, circuit breakers and limits per type.
 */
@NullMarked
package dev.kanishk.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
