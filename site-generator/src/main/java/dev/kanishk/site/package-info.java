/** Renders Markdown and measurements as a static site. */
@NullMarked
package dev.kanishk.site;

import org.jspecify.annotations.NullMarked;
