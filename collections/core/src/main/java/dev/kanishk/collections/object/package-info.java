/**
 * A vector of objects that own something: it says when they are copied, moved and destroyed.
 *
 * <p>Plain data belongs in {@code struct} or {@code vector}; objects that own nothing in {@link
 * java.util.ArrayList}.
 */
@NullMarked
package dev.kanishk.collections.object;

import org.jspecify.annotations.NullMarked;
