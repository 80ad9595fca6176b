/** Benchmarks that the recorder is tested with. */
@NullMarked
package dev.kanishk.benchmarks.record.tiny;

import org.jspecify.annotations.NullMarked;
