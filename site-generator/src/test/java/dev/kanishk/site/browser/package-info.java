/** The rendered pages in a real browser. */
@NullMarked
package dev.kanishk.site.browser;

import org.jspecify.annotations.NullMarked;
