/** The main job: each system at work on real input, measured, in seconds. */
@NullMarked
package dev.kanishk.benchmarks.showcase;

import org.jspecify.annotations.NullMarked;
