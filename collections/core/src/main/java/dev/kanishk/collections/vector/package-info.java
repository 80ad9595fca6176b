/** Growable vectors of primitive elements outside the heap. */
@NullMarked
package dev.kanishk.collections.vector;

import org.jspecify.annotations.NullMarked;
