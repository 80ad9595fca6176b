/**
 * Books replaying flows of orders on one thread: ours and the peers' behind one interface, with the
 * files and the canonical report form of the public matching-engine benchmark, so that its
 * published hashes can be held against each of them.
 *
 * <p>Journals, queues and risk checks don't live here.
 */
@NullMarked
package dev.kanishk.benchmarks.peers.matching.challenge;

import org.jspecify.annotations.NullMarked;
