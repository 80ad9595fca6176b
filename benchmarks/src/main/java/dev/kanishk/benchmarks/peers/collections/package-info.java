/** The vector beside its peers: fastutil, {@code ArrayList}, arrays, and {@code std::vector}. */
@NullMarked
package dev.kanishk.benchmarks.peers.collections;

import org.jspecify.annotations.NullMarked;
