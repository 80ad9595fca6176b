/**
 * Growable vectors of primitive elements outside the heap, one class a kind: {@code ByteVector},
 * {@code ShortVector}, {@code CharVector}, {@code IntVector}, {@code LongVector}, {@code
 * FloatVector}, {@code DoubleVector}. They come from one template; what is said of one holds for
 * all.
 *
 * <p>A {@code Vector} has what {@code std::vector} has, and is a {@code Sequence}, as is a {@code
 * Slice} of one; the algorithms that don't change the number of elements are a sequence's. {@code
 * Sets} works on sorted sequences, a {@code Cursor} walks through one, an {@code Appender} adds
 * many elements, a {@code BoundedAppender} a known number of them. What memory comes from is
 * elsewhere: in {@code dev.kanishk.collections.memory}.
 *
 * <p><b>Checks.</b> The system property {@code dev.kanishk.collections.checks}, read once, says
 * what {@code get} and {@code set} of a vector check:
 *
 * <ul>
 *   <li>{@code capacity}, the default: an index outside the block throws; one between size and
 *       capacity reads what happens to be there. The check is that of the memory segment, which the
 *       compiler takes out of counted loops. The index is scaled to bytes before, so one that is
 *       too large by a multiple of 2<sup>61</sup> is taken for the rest.
 *   <li>{@code size}: like {@code at}, any index outside the size throws.
 *   <li>{@code none}: of the index nothing, as in C++: a wrong one reads or damages other memory or
 *       ends the process. Use after close throws all the same. Where native access isn't enabled it
 *       means {@code capacity}.
 * </ul>
 *
 * <p>All else is checked always: {@code at}, {@code front}, {@code back}, slices, cursors and all
 * that changes the number of elements.
 *
 * <p><b>Vector API.</b> In a JVM started with {@code --add-modules jdk.incubator.vector} sums,
 * products, extremes, {@code indexOf} and {@code count} use the processor's vectors, if those have
 * 256 bits at least. Results are the same, bit for bit.
 *
 * <p><b>Debug mode.</b> With {@code -Ddev.kanishk.collections.debug=true} cursors, slices, streams
 * and lists of slices that an operation on their vector invalidated throw {@link
 * java.util.ConcurrentModificationException} with the operation's name when they are used. Without
 * it the checks are not compiled in.
 */
@NullMarked
package dev.kanishk.collections.vector;

import org.jspecify.annotations.NullMarked;
