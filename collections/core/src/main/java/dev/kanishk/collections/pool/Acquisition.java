package dev.kanishk.collections.pool;

/**
 * Something that is in use, seen by a checking pool.
 *
 * @param item what it is: its number in the pool, from 0
 * @param thread the name of the thread that acquired it
 * @param stack an exception, never thrown, with the stack of the acquisition
 */
public record Acquisition(int item, String thread, Throwable stack) {}
