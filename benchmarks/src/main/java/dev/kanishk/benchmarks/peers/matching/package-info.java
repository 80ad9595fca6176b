/** The order books beside those of exchange-core. */
@NullMarked
package dev.kanishk.benchmarks.peers.matching;

import org.jspecify.annotations.NullMarked;
