/** Where pages come from: Markdown files with front matter, and the site's own settings. */
@NullMarked
package dev.kanishk.site.content;

import org.jspecify.annotations.NullMarked;
