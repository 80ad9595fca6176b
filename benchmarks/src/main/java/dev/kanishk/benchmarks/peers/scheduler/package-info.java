/** The task-scheduler beside db-scheduler, both on a SQLite file that is forced for each job. */
@NullMarked
package dev.kanishk.benchmarks.peers.scheduler;

import org.jspecify.annotations.NullMarked;
