/**
 * What a job is: what a caller asks for, the states it goes through, and what is known of it later.
 * Data only; how jobs are kept is in {@code store}, how they are run in {@code dispatch}.
 */
@NullMarked
package dev.kanishk.scheduler.job;

import org.jspecify.annotations.NullMarked;
