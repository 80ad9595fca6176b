/**
 * Bounded pools of objects and buffers that are made beforehand. Pools of threads are in {@code
 * concurrent}.
 */
@NullMarked
package dev.kanishk.collections.pool;

import org.jspecify.annotations.NullMarked;
