/** Instruments and the phases of their trading, as data. */
@NullMarked
package dev.kanishk.matching.instrument;

import org.jspecify.annotations.NullMarked;
