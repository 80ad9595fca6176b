/**
 * Measurements as the site sees them: result sets read from their files, indexed by the ids that
 * pages use, compared, and written for people.
 *
 * <p>The formats are those of {@code benchmarks/results/README.md}. Nothing here draws or renders.
 */
@NullMarked
package dev.kanishk.site.results;

import org.jspecify.annotations.NullMarked;
