/** The result files: what a run leaves behind, for the site and for anyone who repeats it. */
@NullMarked
package dev.kanishk.benchmarks.result;

import org.jspecify.annotations.NullMarked;
