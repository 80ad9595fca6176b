/**
 * A cache-aside cache for what handlers look up: however many ask for a value that is missing, one
 * computes it. Nothing here knows of jobs.
 */
@NullMarked
package dev.kanishk.scheduler.cache;

import org.jspecify.annotations.NullMarked;
