/**
 * Code highlighted while the site is built: lexers that put {@code <span class="…">} around tokens.
 *
 * <p>They colour; they do not parse. Code that they misread is still shown letter for letter.
 */
@NullMarked
package dev.kanishk.site.highlight;

import org.jspecify.annotations.NullMarked;
