/** Who may do what: callers, their roles and types of job, and the file of their tokens. */
@NullMarked
package dev.kanishk.scheduler.server.access;

import org.jspecify.annotations.NullMarked;
