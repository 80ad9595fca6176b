/** The matching engine under a realistic flow, killed in the middle. */
@NullMarked
package dev.kanishk.benchmarks.showcase.matching;

import org.jspecify.annotations.NullMarked;
