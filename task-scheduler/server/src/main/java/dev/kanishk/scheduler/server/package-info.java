/** The command line of task-scheduler. */
@NullMarked
package dev.kanishk.scheduler.server;

import org.jspecify.annotations.NullMarked;
