/**
 * Markdown to HTML, behind one interface, and what pages may name in it: figures, charts, sources.
 */
@NullMarked
package dev.kanishk.site.markdown;

import org.jspecify.annotations.NullMarked;
