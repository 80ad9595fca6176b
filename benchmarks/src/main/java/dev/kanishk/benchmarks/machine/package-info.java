/** What a figure was measured on: processor, memory, operating system, JVM and commit. */
@NullMarked
package dev.kanishk.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
