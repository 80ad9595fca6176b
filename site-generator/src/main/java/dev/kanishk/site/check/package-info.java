/** Checks a rendered site as a reader's browser would meet it, file by file, without a network. */
@NullMarked
package dev.kanishk.site.check;

import org.jspecify.annotations.NullMarked;
