/** Text as HTML needs it. */
@NullMarked
package dev.kanishk.site.html;

import org.jspecify.annotations.NullMarked;
