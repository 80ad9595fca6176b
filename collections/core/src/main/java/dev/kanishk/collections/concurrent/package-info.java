/** State that several threads write without disturbing one another. */
@NullMarked
package dev.kanishk.collections.concurrent;

import org.jspecify.annotations.NullMarked;
