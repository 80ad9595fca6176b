/** The JMH suite of matching-engine. */
@NullMarked
package dev.kanishk.matching.jmh;

import org.jspecify.annotations.NullMarked;
