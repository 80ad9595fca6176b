/** The vector beside the structures it stands in for. */
@NullMarked
package dev.kanishk.benchmarks.showcase.collections;

import org.jspecify.annotations.NullMarked;
