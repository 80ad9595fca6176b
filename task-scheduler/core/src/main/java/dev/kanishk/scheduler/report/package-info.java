/**
 * What reports tell of jobs: how types stand, how much was done when, and what fails. How it is
 * read is in {@code store}, how long it is kept in {@code cache}.
 */
@NullMarked
package dev.kanishk.scheduler.report;

import org.jspecify.annotations.NullMarked;
