/**
 * Job schedulers on one PostgreSQL, beside what that server can do at most.
 *
 * <p>A scheduler of Java joins by one class, a {@link SchedulerEngine}; anything else by a {@link
 * Contender}. Every run of every cell has a database of its own on a server that forces each
 * commit, so that no scheduler inherits another's rows, dead or alive.
 */
@NullMarked
package dev.kanishk.benchmarks.peers.scheduler.database;

import org.jspecify.annotations.NullMarked;
