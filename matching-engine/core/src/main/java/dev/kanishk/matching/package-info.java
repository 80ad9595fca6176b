/** The root of matching-engine. */
@NullMarked
package dev.kanishk.matching;

import org.jspecify.annotations.NullMarked;
