@NullMarked
package dev.kanishk.benchmarks.peers.matching.pipeline;

import org.jspecify.annotations.NullMarked;
