/**
 * The vectors beside their peers, each class one operation and each of its methods one contender:
 * {@code ours}; the JDK's lists and arrays, fastutil, Eclipse Collections, HPPC and Agrona; and, in
 * programs of their own, {@code std::vector}, {@code std::pmr::vector}, {@code std::sort} and
 * Rust's sort.
 */
@NullMarked
package dev.kanishk.benchmarks.peers.collections;

import org.jspecify.annotations.NullMarked;
