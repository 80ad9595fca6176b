/**
 * Vectors of fixed-layout structs outside the heap: one slot behind the other, or a column a field.
 *
 * <p>Objects and their lives are in {@code object}, strings in {@code text}, primitive elements in
 * {@code vector}; where memory comes from is in {@code memory}.
 */
@NullMarked
package dev.kanishk.collections.struct;

import org.jspecify.annotations.NullMarked;
