/**
 * A fleet of workers that is broken on purpose, and what is asked of it afterwards: nothing that
 * was acknowledged is missing, and nothing is done twice that need not be.
 */
@NullMarked
package dev.kanishk.scheduler.server.chaos;

import org.jspecify.annotations.NullMarked;
