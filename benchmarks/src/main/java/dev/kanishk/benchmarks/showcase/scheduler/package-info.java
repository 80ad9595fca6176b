/** The task-scheduler at work: a worker killed in the middle, and a webhook that fails. */
@NullMarked
package dev.kanishk.benchmarks.showcase.scheduler;

import org.jspecify.annotations.NullMarked;
