/** What templates are given: values ready to be shown, with nothing left to compute. */
@NullMarked
package dev.kanishk.site.view;

import org.jspecify.annotations.NullMarked;
