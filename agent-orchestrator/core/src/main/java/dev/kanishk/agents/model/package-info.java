/** Asking language models: answers as records, repaired where they are broken, and what it cost. */
@NullMarked
package dev.kanishk.agents.model;

import org.jspecify.annotations.NullMarked;
