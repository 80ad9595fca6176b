@NullMarked
package dev.kanishk.benchmarks.peers.harness;

import org.jspecify.annotations.NullMarked;
