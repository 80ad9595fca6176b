/**
 * What is worth sharing between processes over Redis: a cache that lets one of them compute for
 * all, and a guard against duplicates for consumers. Nothing here is lost with Redis that cannot be
 * computed again, and nothing stops working without it, but for the guard, which says so.
 */
@NullMarked
package dev.kanishk.scheduler.redis;

import org.jspecify.annotations.NullMarked;
