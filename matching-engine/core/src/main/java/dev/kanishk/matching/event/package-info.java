/** What the books tell: the listener's interface and what it is given. */
@NullMarked
package dev.kanishk.matching.event;

import org.jspecify.annotations.NullMarked;
