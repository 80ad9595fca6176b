/** The program: its command line, and what a process that serves jobs is made of. */
@NullMarked
package dev.kanishk.scheduler.server;

import org.jspecify.annotations.NullMarked;
