/** Benchmarks that the recorder is tested with. */
@NullMarked
package dev.kanishk.benchmarks.record.broken;

import org.jspecify.annotations.NullMarked;
