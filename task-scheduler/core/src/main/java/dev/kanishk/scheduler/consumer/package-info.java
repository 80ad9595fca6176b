/**
 * What a consumer of messages needs so that a message which comes twice, or late, does no harm: its
 * effect and the memory of it in one transaction of the consumer's own database. Nothing here knows
 * of jobs or of the scheduler's store.
 */
@NullMarked
package dev.kanishk.scheduler.consumer;

import org.jspecify.annotations.NullMarked;
