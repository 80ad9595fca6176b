/**
 * Running work on several threads: the work-stealing pool, its deques and lanes, counters that do
 * not disturb one another, and waiting on lock-free structures. Pools of objects and buffers are in
 * {@code pool}.
 */
@NullMarked
package dev.kanishk.collections.concurrent;

import org.jspecify.annotations.NullMarked;
