/** The JMH suite of task-scheduler. */
@NullMarked
package dev.kanishk.scheduler.jmh;

import org.jspecify.annotations.NullMarked;
