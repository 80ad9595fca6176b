/** What the programs of this module share: their command line, and how they tell progress. */
@NullMarked
package dev.kanishk.benchmarks.program;

import org.jspecify.annotations.NullMarked;
