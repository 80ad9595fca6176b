/** The root of collections. */
@NullMarked
package dev.kanishk.collections;

import org.jspecify.annotations.NullMarked;
