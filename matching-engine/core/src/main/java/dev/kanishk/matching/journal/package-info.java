/** The journal of commands: written before a result is released, read to recover. */
@NullMarked
package dev.kanishk.matching.journal;

import org.jspecify.annotations.NullMarked;
