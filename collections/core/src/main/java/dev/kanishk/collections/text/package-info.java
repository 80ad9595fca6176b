/**
 * Strings outside the heap: short ones inline in 16-byte slots, long ones in one block beside them.
 *
 * <p>The slots are structs, from {@code struct}. Nothing here knows languages: order is that of
 * code points, and text is never normalised.
 */
@NullMarked
package dev.kanishk.collections.text;

import org.jspecify.annotations.NullMarked;
