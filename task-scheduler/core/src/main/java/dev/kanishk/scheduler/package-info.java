/** The root of task-scheduler. */
@NullMarked
package dev.kanishk.scheduler;

import org.jspecify.annotations.NullMarked;
