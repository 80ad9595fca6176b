/** Our matching engine and others in the harness of a public benchmark. */
@NullMarked
package dev.kanishk.benchmarks.peers.harness;

import org.jspecify.annotations.NullMarked;
