@NullMarked
package dev.kanishk.benchmarks.peers.scheduler.database;

import org.jspecify.annotations.NullMarked;
