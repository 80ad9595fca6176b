/** The JMH suite of collections. */
@NullMarked
package dev.kanishk.collections.jmh;

import org.jspecify.annotations.NullMarked;
