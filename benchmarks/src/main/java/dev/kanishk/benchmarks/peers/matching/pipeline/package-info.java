/**
 * Whole pipelines beside one another: from the moment a command is due to its durable result, and
 * the floors of the machine beneath. Books alone are compared in the package around this one.
 */
@NullMarked
package dev.kanishk.benchmarks.peers.matching.pipeline;

import org.jspecify.annotations.NullMarked;
